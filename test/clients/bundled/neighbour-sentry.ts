export { breadcrumbsIntegration, browserTracingIntegration, init } from '@sentry/browser';
