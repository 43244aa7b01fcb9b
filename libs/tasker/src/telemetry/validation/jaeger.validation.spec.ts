import { expect, it } from 'vitest';
import { ConfigurationError } from '../../model/errors.js';
import { validateJaeger, type JaegerValidation } from './jaeger.validation.js';

const never = () => Promise.reject(new Error('nothing is run'));
const usable = { engine: { createTask: never, waitForTask: never }, url: 'http://localhost:16686', service: 'orders' };

it.each<[Partial<JaegerValidation>, string]>([
  [{ url: 'localhost:16686' }, 'url "localhost:16686" is no http or https URL'],
  [{ url: '' }, 'url "" is no http or https URL'],
  [{ service: '' }, 'service must be the service.name of the SDK'],
  [{ timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds above 0'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs must be a number of milliseconds above 0'],
])('validateJaeger refuses %j before it does anything', async (options, message) => {
  const refused = validateJaeger({ ...usable, ...options });
  await expect(refused).rejects.toThrow(ConfigurationError);
  await expect(refused).rejects.toThrow(message);
});
