export { FetchInterceptor } from '@mswjs/interceptors/fetch';
export { XMLHttpRequestInterceptor } from '@mswjs/interceptors/XMLHttpRequest';
