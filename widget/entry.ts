import { standIn } from './stand-in.ts';

/**
 * The file that hosts load. It imports the elements dynamically: a page may still have this file when the server no
 * longer has the elements. Each element then says so, where the page would otherwise stay empty. (The build awaits the
 * import, so that the elements are defined when the host's own module goes on.)
 */
import('./define.ts').catch(standIn);
