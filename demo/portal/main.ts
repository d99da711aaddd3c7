import { serveUntilStopped } from '../serve-until-stopped.ts';
import { readSettings } from '../settings.ts';
import { createPortal } from './app.ts';

const settings = readSettings();
serveUntilStopped(createPortal(settings), { hostname: settings.host, port: settings.portalPort });
