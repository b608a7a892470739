import '@angular/compiler';
import { XhrFactory, ɵPLATFORM_BROWSER_ID } from '@angular/common';
import { HttpClient, provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import type { HttpInterceptorFn } from '@angular/common/http';
import {
  DOCUMENT,
  ErrorHandler,
  NgZone,
  PLATFORM_ID,
  provideZoneChangeDetection,
  ɵINJECTOR_SCOPE,
  ɵinternalCreateApplication,
} from '@angular/core';
import { appConfig } from '../recipes/angular.js';

export { HttpEventType } from '@angular/common/http';
export { firstValueFrom } from 'rxjs';
export { interception } from '../recipes/angular.js';

/** What `createApplication` of @angular/platform-browser does, but for what draws. */
export async function createHttpClient(
  backend: 'xhr' | 'fetch',
  zone: 'zone' | 'noop',
  interceptor: HttpInterceptorFn,
): Promise<{ http: HttpClient; ngZone: NgZone; whenStable: () => Promise<void> }> {
  const features = [withInterceptors([interceptor]), ...(backend === 'fetch' ? [withFetch()] : [])];
  const application = await ɵinternalCreateApplication({
    platformProviders: [
      { provide: PLATFORM_ID, useValue: ɵPLATFORM_BROWSER_ID },
      { provide: DOCUMENT, useValue: document },
    ],
    appProviders: [
      { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
      { provide: ErrorHandler, useValue: new ErrorHandler() },
      { provide: XhrFactory, useValue: { build: () => new XMLHttpRequest() } },
      zone === 'zone' ? provideZoneChangeDetection() : [],
      ...appConfig.providers,
      provideHttpClient(...features),
    ],
  });
  const { injector } = application;
  return {
    http: injector.get(HttpClient),
    ngZone: injector.get(NgZone),
    whenStable: () => application.whenStable(),
  };
}
