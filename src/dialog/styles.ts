import { css } from '@lit/reactive-element';

// The page's style sheets reach the host and what inherits from it, nothing else: the dialog begins from `all: initial`, and
// the panel again, lest what somebody says of the part `dialog` be inherited.
export const styles = css`
  :host {
    --_accent: var(--reverify-accent, light-dark(#1d4fd7, #8fb4ff));
    --_surface: var(--reverify-surface, light-dark(#fff, #1b1d23));
    --_text: var(--reverify-text, light-dark(#16181d, #eef0f4));
    --_tint: var(--reverify-tint, color-mix(in srgb, var(--_accent) 9%, var(--_surface)));
    --_line: var(--reverify-line, color-mix(in srgb, var(--_text) 14%, var(--_surface)));
    --_plain-muted: color-mix(in srgb, var(--_text) 68%, var(--_surface));
    --_plain-error: light-dark(#b3261e, #ffa198);
    --_muted: var(--reverify-muted, var(--_plain-muted));
    --_error: var(--reverify-error, var(--_plain-error));
    --_link: var(--reverify-link, var(--_accent));
    --_on-accent: var(--reverify-on-accent, var(--_surface));
    --_hover: var(--reverify-accent-hover, color-mix(in srgb, var(--_accent) 86%, var(--_text)));
    /* Of two colours at 4.5:1, this much of the one in light (not in sRGB's numbers) keeps 3:1 to the other. */
    --_border: var(--reverify-border, color-mix(in xyz-d65, var(--_muted) 86%, var(--_surface)));
    --_focus: var(--reverify-focus, var(--_link));
    --_radius: var(--reverify-radius, 10px);
    --_button-radius: var(--reverify-button-radius, var(--_radius));
    --_dialog-radius: var(--reverify-dialog-radius, calc(var(--_radius) * 1.8));
    --_space: var(--reverify-space, 24px);
    --_height: var(--reverify-control-height, 48px);
    --_strong: var(--reverify-strong-weight, 600);
    /* With the text, where that is large. */
    --_icon: max(20px, 1.25em);
  }
  /*
   * Whatever accent and surface somebody picks, what is written in colours of ours can be read: 4.5:1 (WCAG 2.2, 1.4.3).
   * The y of xyz is the luminance of WCAG. A colour that is too near to the surface is drawn, in light, towards white or
   * black, just as far as needed; 4.6 leaves room for rounding. A relative colour knows the channels of one colour only,
   * so that what else it has to know travels as alpha: the luminance that is wanted in the alpha of a black, which is mixed
   * into the colour (alpha becomes half of 1 + that, and each channel is divided by twice the alpha); then how far to draw,
   * 0.5 being not at all, less towards black, more towards white.
   */
  @supports (color: color(from color-mix(in xyz-d65, red, blue) xyz-d65 calc(x * alpha) y z / 1)) {
    :host {
      --_wanted: color(
        from var(--_surface) xyz-d65 0 0 0 / calc((y + 0.05) * clamp(1 / 4.6, (0.18 - y) * 9999, 4.6) - 0.05)
      );
      --_own: (2 * alpha * y);
      --_up: clamp(0, (2 * alpha - 1.179) * 9999, 1);
      --_drawn: xyz-d65 calc(2 * alpha * x) calc(2 * alpha * y) calc(2 * alpha * z) /
        calc(
          clamp(
              var(--_up),
              1 + (2 * alpha - 1 - var(--_own)) / max(var(--_up) - var(--_own), var(--_own) - var(--_up), 0.0001),
              1 + var(--_up)
            ) /
            2
        );
      --_kept: min(2 * alpha, 2 - 2 * alpha);
      --_white: max(0, 2 * alpha - 1);
      --_readable: xyz-d65 calc(x * var(--_kept) + 0.9505 * var(--_white)) calc(y * var(--_kept) + var(--_white))
        calc(z * var(--_kept) + 1.089 * var(--_white)) / 1;
      --_muted: var(
        --reverify-muted,
        color(
          from color(from color-mix(in xyz-d65, var(--_plain-muted), var(--_wanted)) var(--_drawn)) var(--_readable)
        )
      );
      --_error: var(
        --reverify-error,
        color(
          from color(from color-mix(in xyz-d65, var(--_plain-error), var(--_wanted)) var(--_drawn)) var(--_readable)
        )
      );
      --_link: var(
        --reverify-link,
        color(from color(from color-mix(in xyz-d65, var(--_accent), var(--_wanted)) var(--_drawn)) var(--_readable))
      );
      /* White while it has 4.5:1, else black, which then has more. */
      --_on-is-white: clamp(0, (0.183 - y) * 9999, 1);
      --_on-accent: var(
        --reverify-on-accent,
        color(
          from var(--_accent) xyz-d65 calc(0.9505 * var(--_on-is-white)) var(--_on-is-white)
            calc(1.089 * var(--_on-is-white)) / 1
        )
      );
      /* Away from the text on it. */
      --_hover: var(
        --reverify-accent-hover,
        color-mix(in srgb, var(--_accent) 86%, color(from var(--_on-accent) srgb calc(1 - r) calc(1 - g) calc(1 - b)))
      );
    }
  }
  dialog {
    all: initial;
    color-scheme: inherit;
    display: none;
    position: fixed;
    inset: 0;
    box-sizing: border-box;
    block-size: fit-content;
    inline-size: min(100% - 32px, var(--reverify-width, 408px));
    /* Placed by its upper edge: what grows or shrinks, from one view to the next, does so below. */
    max-block-size: min(100dvh - 32px, 50dvh + 296px);
    margin: max(16px, 50dvh - 312px) auto auto;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: var(--_dialog-radius);
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
  [part='panel'] {
    all: initial;
    color-scheme: inherit;
    position: relative;
    flex: 1 0 auto;
    min-block-size: 448px;
    padding: 30px var(--_space) var(--_space);
    color: var(--_text);
    font: var(--reverify-font-weight, 400) var(--reverify-font-size, medium) / 1.5
      var(--reverify-font, system-ui, sans-serif);
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  [open],
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
    font-family: var(--reverify-heading-font, inherit);
    font-size: var(--reverify-heading-size, 1.375em);
    font-weight: var(--reverify-heading-weight, 700);
    line-height: 1.25;
    outline: none;
  }
  svg {
    flex: none;
    inline-size: var(--_icon);
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
  [part='success'] svg {
    background: var(--_tint);
  }
  .shield,
  .done,
  [part='method'] svg,
  [part~='link'] {
    color: var(--_link);
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
  [part='caps-lock'],
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
  [part='caps-lock'],
  .report[data-room],
  label,
  slot,
  [part='method'] bdi {
    font-size: 0.875em;
  }
  [part='action'],
  [part='account'],
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
    border-inline-start: 3px solid var(--_link);
  }
  [part='action'],
  [part='account-name'],
  [part='destination'],
  [part='submit'],
  [part='step'],
  label {
    font-weight: var(--_strong);
  }
  [part='action-label'] {
    display: block;
    font-weight: var(--reverify-font-weight, 400);
  }
  [part='account'],
  [part='step'] {
    display: flex;
    align-items: start;
    gap: 4px;
  }
  [part='account'] {
    align-self: start;
    align-items: center;
    gap: 8px;
    margin-block-start: 12px;
    padding-block: 4px;
    padding-inline: 8px 14px;
    border-radius: 20px;
  }
  /* Of a space between two that are inline, Chromium tells screen readers nothing. */
  [part='account'] bdi {
    display: inline-block;
  }
  [part='alert'],
  [part='error'] {
    color: var(--_error);
  }
  .report[data-room] {
    margin-block: 8px;
  }
  ul + .report[data-room] {
    margin-block: 8px -8px;
  }
  /* What is not there yet keeps its room, of as many lines as it would have. */
  [data-room] {
    display: grid;
  }
  [data-room] > *,
  [data-room]::after {
    grid-area: 1 / 1;
  }
  [data-room]::after {
    content: attr(data-room);
    visibility: hidden;
  }
  .report > :has(svg) {
    display: flex;
    align-items: start;
    gap: 8px;
  }
  .report:not([data-room]) > :has(svg) {
    margin-block-start: 16px;
  }
  .report::after {
    margin-inline-start: calc(var(--_icon) + 8px);
  }
  [part='label-row'],
  [part='caps-lock'] {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  [part='label-row'] {
    justify-content: space-between;
  }
  [part='step'] {
    margin-block: 16px -12px;
  }
  [part='lead'] {
    margin-block: 16px;
  }
  [part='field'] {
    display: flex;
    margin-block-start: 6px;
    padding: 0;
    border-color: var(--_border);
    background: var(--reverify-field, none);
  }
  [part='field']:has([aria-invalid='true']) {
    border-color: var(--_error);
  }
  input,
  button {
    min-block-size: var(--_height);
    border: 0;
    border-radius: var(--_button-radius);
    background: none;
    color: inherit;
    font: inherit;
  }
  [part='input'] {
    flex: 1;
    min-inline-size: 0;
    padding: 0 14px;
    border-radius: inherit;
    /* Smaller, and iOS zooms into the page. */
    font-size: max(16px, 1em);
    outline: none;
  }
  /* What is typed has an order of its own, and stands where the language begins. Chromium has no match-parent. */
  [dir='rtl'] [part='input'] {
    text-align: right;
  }
  .code {
    font-size: max(16px, 1.5em);
    letter-spacing: 0.3em;
  }
  /* Firefox gives the focus to what scrolls, too. */
  dialog:focus-visible,
  button:focus-visible,
  [part='field']:has(input:focus) {
    outline: 2px solid var(--_focus);
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
    /* Of the spinner, which is not to touch large text. */
    padding-inline: 34px;
    border-color: transparent;
    border-radius: var(--_button-radius);
    background: var(--_accent);
    color: var(--_on-accent);
    text-align: center;
  }
  [part='submit']:hover {
    background: var(--_hover);
  }
  [part='submit'][aria-disabled='true'] {
    background: color-mix(in srgb, var(--_accent) 75%, var(--_surface));
  }
  [aria-disabled='true'] {
    cursor: default;
    transition:
      color 0s 0.15s,
      background-color 0s 0.15s;
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
    border-color: var(--_link);
    background: var(--_tint);
  }
  /* On the tint, what is drawn only as far as the surface needs is short of contrast. */
  [part='method']:hover bdi {
    color: inherit;
  }
  [part='method-name'] {
    flex: 1;
  }
  [part='method'] bdi {
    font-weight: var(--reverify-font-weight, 400);
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
    padding-block: 16px;
  }
  /* What is over within 0.15 s is not seen at all. */
  .sending {
    animation: appear 0.2s 0.15s both;
  }
  [part='success'] svg {
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
    opacity: 0;
    visibility: hidden;
    /* What has been seen stays for a moment. */
    transition:
      opacity 0.2s 0.2s,
      visibility 0s 0.4s;
    animation: turn 0.8s linear infinite;
  }
  .turning {
    opacity: 1;
    visibility: visible;
    transition:
      opacity 0.2s 0.15s,
      visibility 0s 0.15s;
  }
  @starting-style {
    .turning {
      opacity: 0;
    }
  }
  [part='submit'] [part='spinner'] {
    position: absolute;
    inset-inline-end: 12px;
  }
  ::slotted(:not([slot='logo'], [slot='avatar'])) {
    margin: 16px 0;
  }
  ::slotted([slot='avatar']) {
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 50%;
    object-fit: cover;
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
    .sending {
      animation-duration: 1ms;
    }
    [part='spinner'] {
      animation-duration: 4s;
    }
  }
  @media (width <= 480px) {
    dialog {
      inline-size: 100%;
      /* As high as a phone: its upper edge stays where it is, whatever the view, and when the keyboard comes. */
      min-block-size: min(51em, 100dvh - 16px);
      max-block-size: calc(100dvh - 16px);
      margin-block: auto 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
  @media (forced-colors: active) {
    /* Nobody forces the colour behind a drawing. */
    svg {
      background: none !important;
      color: inherit !important;
    }
    [part~='link'] {
      color: LinkText;
    }
    [aria-disabled='true'] {
      color: GrayText;
    }
    /* Its gap would be given a colour, too, and nobody would see it turn. */
    [part='spinner'] {
      forced-color-adjust: none;
      color: CanvasText;
    }
  }
`;
