export * from '../recipes/turbo.js';
