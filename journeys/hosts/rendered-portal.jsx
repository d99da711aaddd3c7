import { StrictMode, Suspense, use, useState } from 'react';
import { RenewalBell, RenewalWizard } from 'renewal-wizard/react';

/** In the browser, a part of the page that is rendered later than the rest. */
const arriving =
  typeof window === 'undefined' ? null : new Promise((resolve) => setTimeout(resolve, 50));

/** A page that a server has rendered (Next.js), in the parts of which the elements are. */
export function Portal({ given, fetchToken, heard }) {
  const { server, customers, more } = given;
  const [chosen, setChosen] = useState(customers);
  const [isOpen, setOpen] = useState(true);
  return (
    <StrictMode>
      <button type="button" onClick={() => setChosen([...customers, ...more])}>
        Add customers
      </button>
      <RenewalBell server={server} fetchToken={fetchToken} />
      <Suspense fallback={<p>…</p>}>
        <Late>
          {isOpen && (
            <RenewalWizard
              className="wide"
              server={server}
              customers={chosen}
              fetchToken={fetchToken}
              onOrderPlaced={({ detail }) => heard(detail.orderNumber)}
              onClose={() => setOpen(false)}
            />
          )}
        </Late>
      </Suspense>
    </StrictMode>
  );
}

function Late({ children }) {
  if (arriving) use(arriving);
  return children;
}
