import { hydrateRoot } from 'react-dom/client';
import { customers, fetchToken, heard, more, server } from './page.js';
import { Portal } from './rendered-portal.jsx';

const given = { server, customers, more };
hydrateRoot(
  document.getElementById('app'),
  <Portal given={given} fetchToken={fetchToken} heard={heard} />,
  { onRecoverableError: reportError },
);
