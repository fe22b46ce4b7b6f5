import { describe, expect, it } from '@jest/globals';
import { checkParameters, ParameterFailure } from '../../../src/simulator/api/check-parameters';
import { apiOperations } from '../../../src/simulator/api/description';
import { parseForm } from '../../../src/simulator/http/form';

function check(operation: string, form: string): Record<string, unknown> {
  const found = apiOperations.find((one) => one.id === operation);
  if (found === undefined) throw new Error(`no operation ${operation}`);
  return checkParameters(found.parameters, parseForm(form));
}

function refused(
  operation: string,
  form: string,
): { code: string | undefined; param: string; message: string } {
  try {
    check(operation, form);
  } catch (error) {
    if (error instanceof ParameterFailure)
      return { code: error.code, param: error.param, message: error.message };
    throw error;
  }
  throw new Error('the parameters were accepted');
}

describe('parameters', () => {
  it('get the types that the description gives them', () => {
    expect(
      check(
        'POST /v1/transfers',
        'amount=500&currency=USD&destination=acct_1&metadata[recoup_key]=k&expand[0]=balance_transaction',
      ),
    ).toEqual({
      amount: 500,
      currency: 'usd',
      destination: 'acct_1',
      metadata: { recoup_key: 'k' },
      expand: ['balance_transaction'],
    });
  });

  it('may be one of several shapes', () => {
    expect(check('GET /v1/transfers', 'created=17')).toEqual({ created: 17 });
    expect(check('GET /v1/transfers', 'created[gte]=17&created[lt]=18')).toEqual({
      created: { gte: 17, lt: 18 },
    });
    expect(check('POST /v1/transfers/{transfer}', 'metadata=')).toEqual({ metadata: '' });
  });

  it('are booleans and lists where the description says so', () => {
    expect(
      check('GET /v1/events', 'delivery_success=false&types[0]=payout.paid&types[1]=payout.failed'),
    ).toEqual({
      delivery_success: false,
      types: ['payout.paid', 'payout.failed'],
    });
  });

  it('that Stripe does not know are refused by name, nested ones too', () => {
    expect(refused('POST /v1/transfers', 'currency=usd&destination=a&amont=3')).toMatchObject({
      code: 'parameter_unknown',
      param: 'amont',
    });
    expect(refused('GET /v1/disputes', 'status=lost').code).toBe('parameter_unknown');
    expect(refused('POST /v1/balance_settings', 'payments[payouts][pause]=true').param).toBe(
      'payments[payouts][pause]',
    );
  });

  it('that are missing are named', () => {
    expect(refused('POST /v1/transfers', 'amount=3&currency=usd')).toMatchObject({
      code: 'parameter_missing',
      param: 'destination',
    });
  });

  it.each([
    ['amount=3.5', 'parameter_invalid_integer'],
    ['amount=-3', 'parameter_invalid_integer'],
    ['amount=0', 'parameter_invalid_integer'],
    ['amount=99999999999999999999', 'parameter_invalid_integer'],
    ['amount=', 'parameter_invalid_empty'],
    ['amount[a]=1', undefined],
  ])('%s is not an amount', (form, code) => {
    expect(refused('POST /v1/transfers', `${form}&currency=usd&destination=a`)).toMatchObject({
      code,
      param: 'amount',
    });
  });

  it('outside an enum are refused with what is allowed', () => {
    const { message, param } = refused('POST /v1/accounts/{account}/reject', 'reason=fraud');
    expect(param).toBe('reason');
    expect(message).toContain('fraud_other');
    expect(refused('GET /v1/events', 'delivery_success=maybe').param).toBe('delivery_success');
    expect(refused('POST /v1/transfers', 'currency=dollars&destination=a').param).toBe('currency');
  });

  it('hold metadata within Stripe’s limits', () => {
    const transfer = 'currency=usd&destination=a';
    expect(refused('POST /v1/transfers', `${transfer}&metadata[${'k'.repeat(41)}]=v`).param).toBe('metadata');
    expect(refused('POST /v1/transfers', `${transfer}&metadata[k]=${'v'.repeat(501)}`).param).toBe(
      'metadata[k]',
    );
    const many = Array.from({ length: 51 }, (_, index) => `metadata[k${index}]=v`).join('&');
    expect(refused('POST /v1/transfers', `${transfer}&${many}`).param).toBe('metadata');
  });

  it('named after what every object has by birth are still unknown', () => {
    expect(refused('POST /v1/transfers', 'currency=usd&destination=a&constructor=x').code).toBe(
      'parameter_unknown',
    );
  });
});
