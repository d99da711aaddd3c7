import { vi as common } from '../../shared/messages/vi.ts';
import { vi } from './vi.ts';

export const messages = { ...common, ...vi };
