export { createRelay, type Relay, type RelayOptions } from './relay';
export { createAccountLook, type LookAtAccount } from './look-at-account';
export { createLineLook } from './look-at-line';
export { createWarningLook } from './look-at-warning';
