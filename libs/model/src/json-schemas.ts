import { z } from 'zod';
import { baseImageSchema } from './base-image';
import { environmentSchema } from './environment';
import { serviceSchema } from './service';

/** The JSON Schemas by which editors complete and check our files, by file name: generated from what parses them. */
export const jsonSchemas = (): Record<string, object> => ({
  'service.schema.json': z.toJSONSchema(serviceSchema, { io: 'input' }),
  'base-image.schema.json': z.toJSONSchema(baseImageSchema, { io: 'input' }),
  'environment.schema.json': z.toJSONSchema(environmentSchema, { io: 'input' }),
});
