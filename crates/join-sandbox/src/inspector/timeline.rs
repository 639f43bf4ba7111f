//! The history of a candidate's tags as a picture: a lane for each tag, a column for each change. Pure.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::company::author::Author;
use crate::company::history::TagChange;

/// Changes that the picture shows, the latest ones.
const COLUMNS: usize = 24;

/// Tags that the picture shows.
const LANES: usize = 40;

/// Letters of a tag and of an author that fit.
const TAG_LETTERS: usize = 24;
const AUTHOR_LETTERS: usize = 11;

// Units of the picture, which is drawn one to one.
const LABEL: usize = 184;
const COLUMN: usize = 84;
const LANE: usize = 32;
const TOP: usize = 60;

/// One change of the tags, with its author.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) at: Timestamp,
    pub(crate) author: &'a Author,
    pub(crate) change: &'a TagChange,
}

/// The class and the sign of an author's kind.
pub(crate) fn kind(author: &Author) -> (&'static str, &'static str) {
    match author {
        Author::Request(_) => ("api", "API"),
        Author::Recruiter => ("recruiter", "App"),
        Author::Named(_) => ("other", "Other"),
    }
}

/// The life of one tag.
#[derive(Debug, PartialEq, Eq)]
struct Lane<'a> {
    tag: &'a str,
    bars: Vec<Bar>,
}

/// A time in which the candidate had the tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bar {
    /// The column of the change that added it. `None`: it was there before the first one.
    from: Option<usize>,
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The candidate still has it.
    Open,
    Removed(usize),
    Lost(usize),
}

fn lanes<'a>(steps: &[Step<'a>]) -> Vec<Lane<'a>> {
    let mut lanes: Vec<Lane<'a>> = Vec::new();
    let before = steps.first().map_or(&[][..], |step| step.change.before.as_slice());
    before.iter().for_each(|tag| begin(&mut lanes, tag, None));
    for (column, step) in steps.iter().enumerate() {
        for tag in &step.change.removed {
            let end = if step.change.lost.contains(tag) { End::Lost(column) } else { End::Removed(column) };
            let lane = lanes.iter_mut().find(|lane| lane.tag == tag);
            if let Some(bar) = lane.and_then(|lane| lane.bars.last_mut()) {
                bar.end = end;
            }
        }
        step.change.added.iter().for_each(|tag| begin(&mut lanes, tag, Some(column)));
    }
    lanes
}

fn begin<'a>(lanes: &mut Vec<Lane<'a>>, tag: &'a str, from: Option<usize>) {
    let bar = Bar { from, end: End::Open };
    match lanes.iter_mut().find(|lane| lane.tag == tag) {
        // A set can hold a tag twice.
        Some(Lane { bars, .. }) if bars.last().is_some_and(|last| last.end == End::Open) => {}
        Some(lane) => lane.bars.push(bar),
        None => lanes.push(Lane { tag, bars: vec![bar] }),
    }
}

/// Draws the changes, oldest first. The list of changes beside it says the same in words.
pub(crate) fn picture(steps: &[Step<'_>]) -> Markup {
    let steps = steps.get(steps.len().saturating_sub(COLUMNS)..).unwrap_or_default();
    let lanes = lanes(steps);
    let hidden = lanes.len().saturating_sub(LANES);
    let height = TOP + lanes.len().min(LANES) * LANE + 12;
    let width = LABEL + steps.len() * COLUMN + 24;
    html! {
        div .wide .timeline role="region" aria-label="Time line of the tags" tabindex="0" {
            svg width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } role="img"
                aria-labelledby="timeline-title" aria-describedby="timeline-text" {
                title #timeline-title { "Time line of the tags" }
                desc #timeline-text { "A lane for each tag, from the change that added it to the one that removed or lost it. The changes follow below in words." }
                @for (column, step) in steps.iter().enumerate() { (head(column, step, height)) }
                @for (row, lane) in lanes.iter().take(LANES).enumerate() { (draw(row, lane, steps)) }
            }
        }
        @if hidden > 0 { p .count { (hidden) " more tags are in the list only." } }
        ul .legend {
            li { svg width="44" height="18" aria-hidden="true" { rect .bar .api x="2" y="4" width="40" height="10" rx="5" {} } "by an API request" }
            li { svg width="44" height="18" aria-hidden="true" { rect .bar .recruiter x="2" y="4" width="40" height="10" rx="5" {} } "by a recruiter" }
            li { svg width="44" height="18" aria-hidden="true" { rect .bar .other x="2" y="4" width="40" height="10" rx="5" {} } "by another writer" }
            li { svg width="44" height="18" aria-hidden="true" { rect .bar .earlier x="2" y="4" width="40" height="10" rx="5" {} } "from before" }
            li { svg width="20" height="18" aria-hidden="true" { (removed(10, 9)) } "removed" }
            li { svg width="20" height="18" aria-hidden="true" { (lost(10, 9)) } "lost" }
        }
    }
}

fn center(column: usize) -> usize {
    LABEL + column * COLUMN + COLUMN / 2
}

fn head(column: usize, step: &Step<'_>, height: usize) -> Markup {
    let x = center(column);
    let (class, _) = kind(step.author);
    let name = match step.author {
        Author::Request(number) => format!("#{number}"),
        author => author.to_string(),
    };
    html! {
        line .guide x1=(x) y1=(TOP - 10) x2=(x) y2=(height) {}
        text .who .(class) x=(x) y="20" text-anchor="middle" { (short(&name, AUTHOR_LETTERS)) }
        text .when x=(x) y="38" text-anchor="middle" { (step.at.strftime("%H:%M:%S").to_string()) }
    }
}

fn draw(row: usize, lane: &Lane<'_>, steps: &[Step<'_>]) -> Markup {
    let y = TOP + row * LANE + LANE / 2;
    let last = LABEL + steps.len() * COLUMN + 12;
    html! {
        line .rule x1="0" y1=(y + LANE / 2) x2=(last) y2=(y + LANE / 2) {}
        text .tag x="4" y=(y + 5) { title { (lane.tag) } (short(lane.tag, TAG_LETTERS)) }
        @for bar in &lane.bars {
            @let from = bar.from.map_or(LABEL, center);
            @let class = bar.from.and_then(|column| steps.get(column)).map_or("earlier", |step| kind(step.author).0);
            @let to = match bar.end { End::Open => last, End::Removed(column) | End::Lost(column) => center(column) };
            rect .bar .(class) x=(from) y=(y - 6) width=(to.saturating_sub(from)) height="12" rx="6" {}
            @match bar.end {
                End::Open => {}
                End::Removed(column) => (removed(center(column), y)),
                End::Lost(column) => {
                    (lost(center(column), y))
                    text .lost-word x=(center(column) + 14) y=(y + 5) { "lost" }
                }
            }
        }
    }
}

fn removed(x: usize, y: usize) -> Markup {
    html! { line .removed x1=(x) y1=(y - 8) x2=(x) y2=(y + 8) {} }
}

fn lost(x: usize, y: usize) -> Markup {
    html! {
        circle .lost-mark cx=(x) cy=(y) r="8" {}
        path .lost-cross d={ "M" (x - 3) " " (y - 3) "l6 6m0-6l-6 6" } {}
    }
}

fn short(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::company::tags::Tags;

    fn change(before: &[&str], after: &[&str], lost: &[&str]) -> TagChange {
        let of = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        let without = |tags: &[&str], others: &[&str]| {
            of(&tags.iter().filter(|tag| !others.contains(tag)).copied().collect::<Vec<_>>())
        };
        TagChange {
            before: Tags::Set(of(before)),
            after: Tags::Set(of(after)),
            added: without(after, before),
            removed: without(before, after),
            lost: of(lost),
        }
    }

    #[test]
    fn a_lane_goes_from_the_change_that_added_a_tag_to_the_one_that_took_it_away() {
        let changes = [
            change(&["a"], &["a", "b", "c"], &[]),
            change(&["a", "b", "c"], &["c"], &["b"]),
            change(&["c"], &["c", "a"], &[]),
        ];
        let steps: Vec<Step<'_>> = changes
            .iter()
            .map(|change| Step { at: Timestamp::UNIX_EPOCH, author: &Author::Recruiter, change })
            .collect();
        let bar = |from, end| Bar { from, end };
        let expected = [
            Lane { tag: "a", bars: vec![bar(None, End::Removed(1)), bar(Some(2), End::Open)] },
            Lane { tag: "b", bars: vec![bar(Some(0), End::Lost(1))] },
            Lane { tag: "c", bars: vec![bar(Some(0), End::Open)] },
        ];
        assert_eq!(lanes(&steps), expected);
    }

    #[test]
    fn a_long_history_is_drawn_up_to_its_bounds() {
        let names: Vec<String> = (0..100).map(|number| format!("tag {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let changes: Vec<TagChange> = (0..60).map(|_| change(&[], &names, &[])).collect();
        let steps: Vec<Step<'_>> = changes
            .iter()
            .map(|change| Step { at: Timestamp::UNIX_EPOCH, author: &Author::Request(1), change })
            .collect();
        let drawn = picture(&steps).into_string();
        assert_eq!(drawn.matches("class=\"guide\"").count(), COLUMNS);
        assert_eq!(drawn.matches("class=\"tag\"").count(), LANES);
        assert!(drawn.contains("60 more tags are in the list only."));
    }
}
