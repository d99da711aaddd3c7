type Place = [
  left: number,
  top: number,
  right: number,
  bottom: number,
  windowWidth: number,
  windowHeight: number,
];

/**
 * The place of an element in the window, and the window's size, in px as the styles of a popup have them: a page's
 * `zoom` enlarges these, but not what is measured.
 */
export function placeOf(element: Element): Place {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  // Browsers of 2024 measure without `zoom`, and do not have the property.
  const zoom = element.currentCSSZoom ?? 1;
  return [left, top, right, bottom, innerWidth, innerHeight].map((px) => px / zoom) as Place;
}
