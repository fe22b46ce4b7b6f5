export { createConsole, type ConsoleOptions } from './server';
export { listenOnLoopback } from './guard';
