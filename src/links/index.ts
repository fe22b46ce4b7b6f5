export { linksToGive, mintLink, type LinkSettings } from './mint';
export { createLinkServer, type LinkServerOptions } from './server';
