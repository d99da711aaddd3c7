import { basic } from '../../shared/messages/en-basic.ts';
import { form } from './en-form.ts';

export const texts = { ...basic, ...form };
