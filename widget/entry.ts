import { standIn } from './stand-in.ts';

/**
 * What hosts load. It imports the elements, and nothing at once: a page may have this file still when the server has
 * the elements no more, and each of them then says so, where the page would else stay empty. (The build awaits the
 * import, so that the elements are defined when the host's own module goes on.)
 */
import('./define.ts').catch(standIn);
