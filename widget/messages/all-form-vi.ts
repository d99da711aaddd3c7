import { basic } from '../../shared/messages/vi-basic.ts';
import { form } from './vi-form.ts';

export const texts = { ...basic, ...form };
