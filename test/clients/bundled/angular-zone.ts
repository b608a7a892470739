import 'zone.js';
export * from './angular.js';
