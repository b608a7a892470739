import { describeAngular } from './angular.js';
import * as angular from './bundled/angular-zone.js';

describe('HttpClient of Angular, unchanged, in an intercepted page with zone.js', () => {
  describeAngular('zone', angular);
});
