export { createWebhookServer, type WebhookServerOptions } from './server';
