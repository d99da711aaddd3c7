import { css } from '@lit/reactive-element';

export const skeleton = css`
  .skeleton {
    display: grid;
    gap: 12px;
    padding: var(--card-padding);
    border: var(--border) solid var(--line);
    border-radius: var(--radius-card);
    background: var(--surface);
  }
  .skeleton > button {
    justify-self: start;
    min-height: var(--control);
    padding: 6px 14px;
    border: var(--border) solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .skeleton > button:focus-visible {
    outline: var(--focus);
    outline-offset: 1px;
  }
  .skeleton > small {
    color: var(--muted);
  }
  .skeleton.notice {
    margin-block-end: 12px;
  }
  .skeleton i {
    height: 20px;
    border-radius: min(4px, var(--radius));
    background: var(--renewal-skeleton, var(--sunken));
  }
  .skeleton i:first-child {
    width: 40%;
    height: 26px;
  }
  @keyframes pulse {
    to {
      background: var(--line);
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .skeleton i {
      animation: pulse 1.4s ease-in-out infinite alternate;
    }
  }
`;
