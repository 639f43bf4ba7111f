//! A time line: who sends what to whom, from top to bottom.

use super::svg::{Point, Svg};
use super::text::{Line, Text};

const LANE: f64 = 236.0;
const HEAD: (f64, f64) = (150.0, 32.0);
const STEP: f64 = 46.0;
const MARGIN: f64 = 24.0;

/// The picture so far.
struct Sequence<'a> {
    lanes: Vec<&'a str>,
    /// What lies behind everything else.
    back: Svg,
    front: Svg,
    y: f64,
    /// The open window: its top and its words.
    window: Option<(f64, &'a str)>,
}

/// Draws the picture.
pub(super) fn draw(text: &Text) -> Result<String, String> {
    let (first, lines) = text.lines.split_first().ok_or("there is nothing to draw")?;
    if first.word != "lanes" {
        return Err(first.wrong("the first line is `lanes: A, B`"));
    }
    let lanes: Vec<&str> = first.rest.split(',').map(str::trim).collect();
    let (front, back) = (Svg::default(), Svg::default());
    let mut sequence = Sequence { lanes, back, front, y: MARGIN + HEAD.1 + STEP, window: None };
    for line in lines {
        sequence.add(line).map_err(|reason| line.wrong(&reason))?;
    }
    if sequence.window.is_some() {
        return Err("the window has no end".to_owned());
    }
    sequence.finish(text)
}

impl<'a> Sequence<'a> {
    fn add(&mut self, line: &'a Line) -> Result<(), String> {
        match line.word.as_str() {
            "message" => {
                let (between, words) =
                    line.rest.split_once(':').ok_or("it has the form `message: A -> B: WORDS`")?;
                let (from, to) =
                    between.split_once("->").ok_or("it has the form `message: A -> B: WORDS`")?;
                self.message(self.lane(from)?, self.lane(to)?, words.trim())?;
            }
            "note" => {
                let (lane, words) = line.rest.split_once(':').ok_or("it has the form `note: A: WORDS`")?;
                let middle = Point { x: self.lane(lane)?, y: self.y - 6.0 };
                self.front.rectangle("box", middle, HEAD.0, 28.0);
                self.front.label("", Point { y: middle.y + 5.0, ..middle }, words.trim(), HEAD.0)?;
            }
            "pause" => {
                let (middle, width) = (self.width() / 2.0, self.width() - 2.0 * MARGIN);
                self.front.rectangle("back", Point { x: middle, y: self.y - 6.0 }, width, 26.0);
                self.front.label("small", Point { x: middle, y: self.y - 2.0 }, &line.rest, width)?;
            }
            "window" if self.window.is_none() => {
                self.window = Some((self.y - 22.0, &line.rest));
                self.y += 22.0;
                return Ok(());
            }
            "end" => {
                let (top, words) = self.window.take().ok_or("there is no window to end")?;
                self.window_until(top, words)?;
                self.y += 12.0;
                return Ok(());
            }
            word => return Err(format!("`{word}` is not known, or not here")),
        }
        self.y += STEP;
        Ok(())
    }

    fn message(&mut self, from: f64, to: f64, words: &str) -> Result<(), String> {
        let (near, far) = (Point { x: from, y: self.y }, Point { x: to, y: self.y });
        self.front.arrow(near, far);
        // Over more than a lane, the words stand beside the sender, so that no lane runs through them.
        let towards = (LANE / 2.0).copysign(to - from);
        self.front.label("small", Point { x: from + towards, y: self.y - 8.0 }, words, LANE)
    }

    fn window_until(&mut self, top: f64, words: &str) -> Result<(), String> {
        let bottom = self.y - STEP + 14.0;
        let width = self.width() - 2.0 * MARGIN;
        let middle = Point { x: self.width() / 2.0, y: (top + bottom) / 2.0 };
        self.back.rectangle("window", middle, width, bottom - top);
        let beside_the_first_lane = Point { x: self.x(0) + LANE / 2.0, y: middle.y + 4.0 };
        self.front.label("small loss", beside_the_first_lane, words, LANE)
    }

    fn finish(mut self, text: &Text) -> Result<String, String> {
        let (width, height) = (self.width(), self.y - STEP + 14.0 + MARGIN);
        let mut svg = self.back;
        for (place, name) in self.lanes.iter().enumerate() {
            let x = MARGIN + LANE / 2.0 + place as f64 * LANE;
            svg.line("lane", Point { x, y: MARGIN + HEAD.1 }, Point { x, y: height - MARGIN });
            self.front.rectangle("box", Point { x, y: MARGIN + HEAD.1 / 2.0 }, HEAD.0, HEAD.1);
            self.front.label("", Point { x, y: MARGIN + HEAD.1 / 2.0 + 5.0 }, name, HEAD.0)?;
        }
        svg.append(self.front);
        Ok(svg.finish(text, width, height))
    }

    fn lane(&self, name: &str) -> Result<f64, String> {
        let place = self.lanes.iter().position(|lane| *lane == name.trim());
        place.map(|place| self.x(place)).ok_or_else(|| format!("there is no lane `{}`", name.trim()))
    }

    fn x(&self, place: usize) -> f64 {
        MARGIN + LANE / 2.0 + place as f64 * LANE
    }

    fn width(&self) -> f64 {
        2.0 * MARGIN + self.lanes.len() as f64 * LANE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(lines: &str) -> Result<String, String> {
        draw(&Text::parse(&format!("title: A\ndescription: B\n{lines}"))?)
    }

    #[test]
    fn messages_stand_below_each_other_and_their_words_are_in_the_picture() {
        let svg =
            drawn("lanes: a, b\nmessage: a -> b: reads\nwindow: risky\nmessage: b -> a: set\nend\n").unwrap();
        let at = |words: &str| svg.find(&format!(">{words}</text>")).unwrap();
        assert!(at("reads") < at("set"), "{svg}");
        assert!(svg.find("class=\"window\"").unwrap() < at("reads"), "{svg}");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (lines, reason) in [
            ("", "there is nothing to draw"),
            ("lanes: a\nmessage: a -> c: x", "line 4: there is no lane `c`"),
            ("lanes: a\nend", "line 4: there is no window to end"),
            ("lanes: a\nwindow: x", "the window has no end"),
            ("lanes: a\nbox: x", "line 4: `box` is not known, or not here"),
        ] {
            assert_eq!(drawn(lines).unwrap_err(), reason);
        }
    }
}
