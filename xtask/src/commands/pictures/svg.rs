//! An SVG in light and dark colours, with a title and a description for screen readers.

use std::fmt::Write;

use super::text::Text;

/// The width of a letter, at most, of the size of labels and of captions.
const LETTER: f64 = 7.6;
const SMALL_LETTER: f64 = 6.4;

/// Classes are coloured twice: for light and for dark screens.
const STYLE: &str = "\
  <style>
    text { font: 14px system-ui, sans-serif; fill: #1c2430; text-anchor: middle }
    .small { font-size: 12px; fill: #465266 }
    .back { fill: #ffffff } .box { fill: #eef2f8; stroke: #52627a }
    .line { stroke: #52627a; stroke-width: 1.5 } .lane { stroke: #b4bdca } .head { fill: #52627a }
    .window { fill: #fbe4e1; stroke: #b3261e; stroke-dasharray: 5 3 } .loss { fill: #8c1d18 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e8ecf2 } .small { fill: #b9c3d2 }
      .back { fill: #10151d } .box { fill: #212b3a; stroke: #8fa1bb }
      .line { stroke: #8fa1bb } .lane { stroke: #455166 } .head { fill: #8fa1bb }
      .window { fill: #43211f; stroke: #f2b8b5 } .loss { fill: #f9cfcc }
    }
  </style>
";

/// A point, in pixels from the left and from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A picture in the making. Later shapes cover earlier ones.
#[derive(Debug, Default)]
pub(super) struct Svg {
    shapes: String,
}

impl Svg {
    /// Draws a rectangle around its middle.
    pub(super) fn rectangle(&mut self, class: &str, middle: Point, width: f64, height: f64) {
        let (x, y) = (middle.x - width / 2.0, middle.y - height / 2.0);
        self.shape(format_args!(
            "<rect class=\"{class}\" x=\"{x:.0}\" y=\"{y:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"6\"/>"
        ));
    }

    /// Writes a label, centred, if the width is enough for it.
    pub(super) fn label(&mut self, class: &str, at: Point, text: &str, width: f64) -> Result<(), String> {
        let letter = if class.contains("small") { SMALL_LETTER } else { LETTER };
        let room = (width / letter).floor();
        if text.chars().count() as f64 > room {
            return Err(format!("\"{text}\" is longer than the {room:.0} letters that fit"));
        }
        let (Point { x, y }, text) = (at, escaped(text));
        self.shape(format_args!("<text class=\"{class}\" x=\"{x:.0}\" y=\"{y:.0}\">{text}</text>"));
        Ok(())
    }

    /// Draws a line.
    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        self.shape(format_args!(
            "<line class=\"{class}\" x1=\"{:.0}\" y1=\"{:.0}\" x2=\"{:.0}\" y2=\"{:.0}\"/>",
            from.x, from.y, to.x, to.y
        ));
    }

    /// Draws a line with a head at its end.
    pub(super) fn arrow(&mut self, from: Point, to: Point) {
        self.line("line", from, to);
        let length = (to.x - from.x).hypot(to.y - from.y).max(1.0);
        let (x, y) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let corner = |side: f64| (to.x - 9.0 * x - side * y, to.y - 9.0 * y + side * x);
        let ((left_x, left_y), (right_x, right_y)) = (corner(4.0), corner(-4.0));
        self.shape(format_args!(
            "<path class=\"head\" d=\"M{:.1} {:.1} L{left_x:.1} {left_y:.1} L{right_x:.1} {right_y:.1} Z\"/>",
            to.x, to.y
        ));
    }

    /// Puts the shapes of another picture on top.
    pub(super) fn append(&mut self, other: Self) {
        self.shapes += &other.shapes;
    }

    /// The whole file.
    pub(super) fn finish(self, text: &Text, width: f64, height: f64) -> String {
        let (title, description) = (escaped(&text.title), escaped(&text.description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title description\">\n  \
             <title id=\"title\">{title}</title>\n  <desc id=\"description\">{description}</desc>\n{STYLE}  \
             <rect class=\"back\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"8\"/>\n{}</svg>\n",
            self.shapes
        )
    }

    fn shape(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a text can't fail.
        let _ = writeln!(self.shapes, "  {shape}");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_words_for_screen_readers_and_colours_for_the_dark() {
        let text = Text { title: "A & B".into(), description: "<C>".into(), lines: Vec::new() };
        let mut svg = Svg::default();
        svg.arrow(Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 0.0 });
        let svg = svg.finish(&text, 20.0, 10.0);
        assert!(svg.contains("<title id=\"title\">A &amp; B</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"description\">&lt;C&gt;</desc>"), "{svg}");
        assert!(svg.contains("prefers-color-scheme: dark"), "{svg}");
        assert!(svg.contains("d=\"M10.0 0.0 L1.0 4.0 L1.0 -4.0 Z\""), "{svg}");
    }

    #[test]
    fn a_label_that_does_not_fit_is_refused() {
        let mut svg = Svg::default();
        let error = svg.label("", Point { x: 0.0, y: 0.0 }, "too long", 40.0).unwrap_err();
        assert_eq!(error, "\"too long\" is longer than the 5 letters that fit");
    }
}
