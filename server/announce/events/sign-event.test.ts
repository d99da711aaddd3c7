import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventHeaders, isEventSecret } from './sign-event.ts';

describe('the signature of an event', () => {
  it('the signature of an event equals that of Standard Webhooks’ own example', () => {
    const headers = eventHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_999,
      '{"test": 2432232314}',
    );
    assert.deepEqual(headers, {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('the signature of an event needs a secret of 24 to 64 bytes', () => {
    const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString('base64')}`;
    assert.ok(isEventSecret(ofBytes(24)));
    assert.ok(isEventSecret(ofBytes(64)));
    const wrong = ['', 'whsec_', ofBytes(23), ofBytes(65), ofBytes(32).slice(6), 'whsec_ không'];
    for (const secret of wrong) assert.ok(!isEventSecret(secret), secret);
  });
});
