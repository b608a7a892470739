import { provideHttpClient } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { interceptPage } from '../../../src/page.js';

export const interception = interceptPage();

export const appConfig: ApplicationConfig = { providers: [provideHttpClient()] };
