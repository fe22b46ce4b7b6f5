export { negativeBalanceCase } from './negative-balance-case';
export { collectionList } from './collection-list';
export { disputeFlow } from './dispute-flow';
