import { describeAngular } from './angular.js';
import * as angular from './bundled/angular.js';

describe('HttpClient of Angular, unchanged, in an intercepted page', () => {
  describeAngular('noop', angular);
});
