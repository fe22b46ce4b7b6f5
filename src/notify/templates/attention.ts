import { z } from 'zod';
import { commandToCopy, letter } from './blocks';
import { template } from './template';

export const attention = template(
  z.object({
    about: z.string(),
    message: z.string(),
    command: z.string().nullable().default(null),
  }),
  (params) => ({
    subject: `Needs a person: ${params.about}`,
    body: letter(
      params.message,
      params.command === null ? null : commandToCopy('To answer it:', params.command),
    ),
  }),
);
