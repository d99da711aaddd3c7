import { SignJWT } from 'jose';
import type { DemoAccountant } from '../accountants.ts';
import type { DemoSettings } from '../settings.ts';

/** The token that identifies this portal's signed-in person to the renewal server. */
export async function makeSignInToken(
  settings: DemoSettings,
  { id, firm, name, email, phone }: DemoAccountant,
): Promise<string> {
  return await new SignJWT({ firm, name, email, phone })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(settings.portalId)
    .setSubject(id)
    .setIssuedAt()
    .setExpirationTime('30m')
    .sign(new TextEncoder().encode(settings.secrets.portalSecret));
}
