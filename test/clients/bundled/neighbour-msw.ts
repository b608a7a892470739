export { http, HttpResponse, passthrough } from 'msw';
export { setupWorker } from 'msw/browser';
