import type { FastifyReply } from 'fastify';
import type { Html } from '../console/html';

export const sendPage = (reply: FastifyReply, status: number, page: Html): FastifyReply =>
  reply.status(status).type('text/html; charset=utf-8').send(page.markup);
