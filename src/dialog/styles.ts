import { css } from '@lit/reactive-element';

// The page's reset reaches the host and what inherits from it, nothing else: the panel begins from `all: initial`.
export const styles = css`
  :host {
    --_accent: var(--reverify-accent, light-dark(#1d4fd7, #8fb4ff));
    --_surface: var(--reverify-surface, light-dark(#fff, #1b1d23));
    --_text: var(--reverify-text, light-dark(#16181d, #eef0f4));
    --_muted: var(--reverify-muted, color-mix(in srgb, var(--_text) 68%, var(--_surface)));
    --_line: var(--reverify-line, color-mix(in srgb, var(--_text) 14%, var(--_surface)));
    --_border: var(--reverify-border, color-mix(in srgb, var(--_text) 52%, var(--_surface)));
    --_tint: color-mix(in srgb, var(--_accent) 9%, var(--_surface));
    --_error: var(--reverify-error, light-dark(#b3261e, #ffa198));
    --_radius: var(--reverify-radius, 10px);
    --_space: var(--reverify-space, 24px);
  }
  dialog {
    box-sizing: border-box;
    inline-size: min(100% - 32px, var(--reverify-width, 408px));
    max-inline-size: none;
    /* Placed by its upper edge: what grows or shrinks, from one view to the next, does so below. */
    max-block-size: min(100dvh - 32px, 50dvh + 244px);
    margin: max(16px, 50dvh - 260px) auto auto;
    padding: 0;
    /* Inherited from an element around it, it would leave the page inert under nothing. */
    visibility: visible;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.8);
    background: var(--_surface);
    box-shadow: var(--reverify-shadow, 0 24px 64px -12px #0009);
  }
  dialog,
  ::backdrop {
    animation: appear 0.2s both;
  }
  ::backdrop {
    background: var(--reverify-backdrop, #0b0e1599);
  }
  /* An answer that comes at once is never preceded by a flash of waiting. */
  .starting,
  .starting::backdrop {
    animation-delay: 0.15s;
  }
  [part='panel'] {
    all: initial;
    color-scheme: inherit;
    position: relative;
    min-block-size: 440px;
    padding: 30px var(--_space) var(--_space);
    color: var(--_text);
    font: var(--reverify-font-size, medium) / 1.5 var(--reverify-font, system-ui, sans-serif);
    overflow-wrap: anywhere;
  }
  [part='panel'],
  form {
    display: flex;
    flex-direction: column;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  h2 {
    margin-block-start: 12px;
    font-size: 1.375em;
    line-height: 1.25;
    outline: none;
  }
  svg {
    flex: none;
    inline-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.shield {
    inline-size: 44px;
    padding: 10px;
    border-radius: var(--_radius);
  }
  .shield,
  .done {
    background: var(--_tint);
  }
  .shield,
  .done,
  [part='method'] svg,
  [part~='link'] {
    color: var(--_accent);
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  [part='reason'],
  [part='lead'],
  [part='step'],
  [part='starting'],
  [part='action-label'],
  [part='account'] svg,
  [part='toggle'],
  [part='close'],
  [part='method'] .next,
  slot,
  [part='method'] bdi,
  [aria-disabled='true']:not([part='submit']) {
    color: var(--_muted);
  }
  [part='step'],
  [part='action-label'],
  [part='account'],
  [part='error'],
  label,
  slot,
  [part='method'] bdi {
    font-size: 0.875em;
  }
  [part='action'],
  [part='account'],
  [part='alert']:has(svg),
  [part='field'],
  [part='submit'],
  [part='method'] {
    padding: 8px 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  [part='reason'] {
    margin-block-start: 4px;
  }
  [part='action'] {
    margin-block-start: 14px;
    border-inline-start: 3px solid var(--_accent);
  }
  [part='action'],
  [part='destination'],
  [part='submit'],
  [part='step'],
  label {
    font-weight: 600;
  }
  [part='action-label'] {
    display: block;
    font-weight: 400;
  }
  [part='account'],
  [part='alert'],
  [part='error'] {
    display: flex;
    align-items: start;
    gap: 8px;
  }
  [part='account'] {
    align-self: start;
    margin-block-start: 12px;
    padding: 4px 12px 4px 8px;
    border-radius: 99px;
  }
  [part='alert'],
  [part='error'] {
    color: var(--_error);
  }
  [part='alert']:has(svg) {
    margin-block-start: 16px;
    border-color: currentColor;
  }
  [part='error'] {
    min-block-size: 20px;
    margin-block: 6px 12px;
  }
  [part='step'] {
    margin-block: 16px -14px;
  }
  [part='lead'] {
    margin-block: 16px;
  }
  [part='field'] {
    display: flex;
    margin-block-start: 6px;
    padding: 0;
    border-color: var(--_border);
  }
  [part='field']:has([aria-invalid='true']) {
    border-color: var(--_error);
  }
  input,
  button {
    min-block-size: 48px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    font: inherit;
  }
  [part='input'] {
    flex: 1;
    min-inline-size: 0;
    padding: 0 14px;
    /* Smaller, and iOS zooms into the page. */
    font-size: max(16px, 1em);
    outline: none;
  }
  .code {
    font-size: max(16px, 1.5em);
    letter-spacing: 0.3em;
  }
  button:focus-visible,
  [part='field']:has(input:focus) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  button {
    display: flex;
    align-items: center;
    justify-content: center;
    min-inline-size: 48px;
    text-align: inherit;
    cursor: pointer;
  }
  [part='submit'],
  [part='method'] {
    gap: 12px;
  }
  [part='submit'] {
    position: relative;
    border-color: transparent;
    background: var(--_accent);
    color: var(--reverify-on-accent, var(--_surface));
  }
  [part='submit']:hover {
    background: color-mix(in srgb, var(--_accent), var(--_text) 14%);
  }
  [part='submit'][aria-disabled='true'] {
    background: color-mix(in srgb, var(--_accent) 75%, var(--_surface));
  }
  [aria-disabled='true'] {
    cursor: default;
  }
  [part='close'] {
    position: absolute;
    inset-block-start: 12px;
    inset-inline-end: 12px;
  }
  [part='links'] {
    margin-block-start: 8px;
  }
  [part~='link'] {
    display: block;
    align-self: start;
    min-block-size: 44px;
  }
  ul {
    display: grid;
    gap: 8px;
    list-style: none;
  }
  [part='method'] {
    inline-size: 100%;
    min-block-size: 60px;
    line-height: 1.3;
  }
  [part='method']:hover {
    border-color: var(--_accent);
    background: var(--_tint);
  }
  [part='method-name'] {
    flex: 1;
  }
  [part='method'] bdi {
    font-weight: 400;
  }
  .next:dir(rtl) {
    scale: -1 1;
  }
  [part='starting'],
  [part='success'] {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: center;
    margin: auto;
  }
  .done {
    inline-size: 72px;
    padding: 18px;
    border-radius: 50%;
  }
  [part='spinner'] {
    inline-size: 18px;
    block-size: 18px;
    border: 2px solid;
    border-block-start-color: transparent;
    border-radius: 50%;
    animation:
      appear 0.2s 0.15s both,
      turn 0.8s linear infinite;
  }
  [part='submit'] [part='spinner'] {
    position: absolute;
    inset-inline-end: 16px;
  }
  ::slotted(:not([slot='logo'])) {
    margin: 16px 0;
  }
  slot + [part='submit'] {
    margin-block-start: auto;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion) {
    dialog,
    ::backdrop,
    [part='spinner'] {
      animation-duration: 1ms, 4s;
    }
  }
  @media (width <= 480px) {
    dialog {
      inline-size: 100%;
      max-block-size: calc(100dvh - 16px);
      margin-block: auto 0;
      border-radius: calc(var(--_radius) * 1.8) calc(var(--_radius) * 1.8) 0 0;
    }
  }
  @media (forced-colors: active) {
    svg {
      color: inherit !important;
    }
    [aria-disabled='true'] {
      color: GrayText;
    }
  }
`;
