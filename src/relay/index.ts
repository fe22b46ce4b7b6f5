export { createRelay, type Relay, type RelayOptions } from './relay';
export { createAccountLook, type LookAtAccount } from './look-at-account';
export { createWarningLook } from './look-at-warning';
