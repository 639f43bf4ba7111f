//! The crates as boxes, with an arrow for each dependency that ARCHITECTURE.md allows.

use super::svg::{Point, Svg};
use super::text::{Line, Text};
use crate::commands::rooms::plan::Plan;

const BOX: (f64, f64) = (168.0, 52.0);
const PITCH: (f64, f64) = (270.0, 112.0);
const MARGIN: f64 = 24.0;

/// A box of the picture.
struct Place<'a> {
    name: &'a str,
    caption: &'a str,
    column: u32,
    row: u32,
}

impl Place<'_> {
    fn middle(&self) -> Point {
        let at = |place: u32, size: f64, pitch: f64| MARGIN + size / 2.0 + f64::from(place) * pitch;
        Point { x: at(self.column, BOX.0, PITCH.0), y: at(self.row, BOX.1, PITCH.1) }
    }
}

/// Draws the picture.
pub(super) fn draw(text: &Text, plan: &Plan) -> Result<String, String> {
    let (mut places, mut arrows) = (Vec::new(), Vec::new());
    for line in &text.lines {
        match line.word.as_str() {
            "box" => places.push(place(line)?),
            "arrow" => arrows.push((line.split("->", "A -> B")?, line)),
            _ => return Err(line.wrong("it is neither a box nor an arrow")),
        }
    }
    let find = |name: &str| places.iter().find(|place| place.name == name);
    let mut svg = Svg::default();
    for from in &places {
        let allowed = plan.allowed(from.name).unwrap_or_default().iter();
        allowed.filter_map(|to| find(to)).for_each(|to| connect(&mut svg, from, to));
    }
    for ((from, to), line) in arrows {
        let both = find(from).zip(find(to));
        let (from, to) = both.ok_or_else(|| line.wrong("an arrow goes from a box to a box"))?;
        connect(&mut svg, from, to);
    }
    for place in &places {
        let Point { x, y } = place.middle();
        svg.rectangle("box", Point { x, y }, BOX.0, BOX.1);
        svg.label("", Point { x, y: y - 3.0 }, place.name, BOX.0)?;
        svg.label("small", Point { x, y: y + 15.0 }, place.caption, BOX.0)?;
    }
    let size = |most: Option<u32>, size: f64, pitch: f64| {
        2.0 * MARGIN + size + f64::from(most.unwrap_or_default()) * pitch
    };
    let width = size(places.iter().map(|place| place.column).max(), BOX.0, PITCH.0);
    let height = size(places.iter().map(|place| place.row).max(), BOX.1, PITCH.1);
    Ok(svg.finish(text, width, height))
}

/// Parses `NAME at COLUMN,ROW: CAPTION`.
fn place(line: &Line) -> Result<Place<'_>, String> {
    const FORM: &str = "NAME at COLUMN,ROW: CAPTION";
    let (place, caption) = line.split(":", FORM)?;
    let parsed = place.rsplit_once(" at ").and_then(|(name, at)| {
        let (column, row) = at.split_once(',')?;
        Some(Place {
            name: name.trim(),
            caption,
            column: column.parse().ok()?,
            row: row.trim().parse().ok()?,
        })
    });
    parsed.ok_or_else(|| line.wrong(&format!("it has the form `box: {FORM}`")))
}

/// Draws the arrow between two boxes: side to side in a row, else from edge to edge.
fn connect(svg: &mut Svg, from: &Place<'_>, to: &Place<'_>) {
    let (start, end) = (from.middle(), to.middle());
    let (half_width, half_height) = (BOX.0 / 2.0, BOX.1 / 2.0);
    let (x, y) = match from.row == to.row {
        true => (half_width.copysign(end.x - start.x), 0.0),
        false => (0.0, half_height.copysign(end.y - start.y)),
    };
    svg.arrow(Point { x: start.x + x, y: start.y + y }, Point { x: end.x - x, y: end.y - y });
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
        <!-- floors:begin -->\n<!-- floors:end -->\n<!-- crates:begin -->\n| crate | may depend on |\n| --- | --- |\n\
        | upper | lower |\n| lower | – |\n<!-- crates:end -->\n";

    fn drawn(lines: &str) -> Result<String, String> {
        draw(&Text::parse(&format!("title: A\ndescription: B\n{lines}"))?, &Plan::parse(TABLE)?)
    }

    #[test]
    fn the_arrows_are_those_of_the_table_and_of_the_text() {
        let arrows = |lines: &str| drawn(lines).unwrap().matches("class=\"head\"").count();
        let boxes = "box: upper at 0,0: a\nbox: lower at 0,1: b\nbox: JOIN at 1,1: c\n";
        assert_eq!(arrows(boxes), 1);
        assert_eq!(arrows(&format!("{boxes}arrow: lower -> JOIN\n")), 2);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (lines, reason) in [
            ("arrow: lower -> upper", "line 3: an arrow goes from a box to a box"),
            ("box: lower: a", "line 3: it has the form `box: NAME at COLUMN,ROW: CAPTION`"),
            ("note: lower", "line 3: it is neither a box nor an arrow"),
        ] {
            assert_eq!(drawn(lines).unwrap_err(), reason);
        }
    }
}
