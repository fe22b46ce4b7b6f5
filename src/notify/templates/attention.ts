import { z } from 'zod';
import { letter, template } from './template';

export const attention = template(
  z.object({
    about: z.string(),
    message: z.string(),
    command: z.string().nullable().default(null),
  }),
  (params) => ({
    subject: `Needs a person: ${params.about}`,
    text: letter(
      params.message,
      params.command === null ? null : ['To answer it:', params.command].join('\n'),
    ),
  }),
);
