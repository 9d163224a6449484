// Style of the image that can be zoomed: the frame, objects that are pointed at, and the buttons.
import { css } from 'lit';

export const zoomStyles = css`
  .frame {
    position: relative;
    overflow: hidden;
    aspect-ratio: 1;
    border-radius: var(--round);
    touch-action: pan-y;
    user-select: none;
  }
  .frame.zoomed {
    cursor: grab;
    touch-action: none;
  }
  amp-scene {
    transform-origin: 0 0;
    transition: transform 0.15s ease-out;
  }
  .moving amp-scene,
  .moving .object {
    transition: none;
  }
  .object {
    position: absolute;
    min-height: 0;
    padding: 0;
    background: none;
    border: 2px solid transparent;
    border-radius: 5px;
    cursor: help;
  }
  .object.alike {
    border-color: color-mix(in srgb, #fff 75%, transparent);
    box-shadow: 0 0 0 1px #0008;
  }
  .object.active {
    border-color: #fff;
    box-shadow:
      0 0 0 2px #000c,
      inset 0 0 0 1px #000c;
  }
  .label {
    position: absolute;
    z-index: 1;
    padding: 0.1rem 0.5rem;
    font-size: var(--size-0);
    font-weight: 600;
    color: #fff;
    background: #14171be6;
    border-radius: 4px;
    white-space: nowrap;
    pointer-events: none;
  }
  .below {
    display: flex;
    gap: 0.25rem;
    align-items: center;
    margin-top: 0.35rem;
  }
  .below span {
    flex: 1;
  }
  .below button {
    display: grid;
    place-items: center;
    width: 1.8rem;
    min-height: 1.8rem;
    padding: 0;
    line-height: 1;
  }
`;
