export { negativeBalanceCase } from './negative-balance-case';
export { balanceSweep } from './balance-sweep';
export { disputeFlow } from './dispute-flow';
export { refundFlow } from './refund-flow';
