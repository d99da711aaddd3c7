import { en as common } from '../../shared/messages/en.ts';
import { en } from './en.ts';

export const messages = { ...common, ...en };
