//! Circles in a graph of names: pure.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which name leads to which.
pub(super) type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// One shortest circle through each group of names that reach each other, its first name again at its end.
pub(super) fn circles<'a>(graph: &Graph<'a>) -> Vec<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for start in graph.keys() {
        if seen.contains(start) {
            continue;
        }
        if let Some(circle) = back_to(graph, start) {
            let reaches = reachable(graph, start);
            // All that reach each other with the start make one group.
            seen.extend(reaches.iter().filter(|name| reachable(graph, name).contains(start)).copied());
            circles.push(circle);
        }
    }
    circles
}

fn next<'a, 'b>(graph: &'b Graph<'a>, name: &str) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
    graph.get(name).into_iter().flatten().copied()
}

fn reachable<'a>(graph: &Graph<'a>, start: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = next(graph, start).collect();
    while let Some(name) = open.pop() {
        if seen.insert(name) {
            open.extend(next(graph, name));
        }
    }
    seen
}

/// The shortest way from a name back to itself.
fn back_to<'a>(graph: &Graph<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &'a str> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(name) = open.pop_front() {
        for target in next(graph, name) {
            if target == start {
                let mut way = vec![start, name];
                let mut at = name;
                while let Some(before) = came_from.get(at) {
                    way.push(before);
                    at = before;
                }
                if name == start {
                    way.pop();
                }
                way.reverse();
                way.push(start);
                way.dedup();
                return Some(way);
            }
            if target != start && !came_from.contains_key(target) {
                came_from.insert(target, name);
                open.push_back(target);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&'static str, &'static str)]) -> Graph<'static> {
        let mut graph = Graph::new();
        for (from, to) in edges {
            graph.entry(from).or_default().insert(to);
        }
        graph
    }

    #[test]
    fn a_graph_without_a_way_back_has_no_circle() {
        assert!(circles(&graph(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])).is_empty());
    }

    #[test]
    fn each_group_shows_one_shortest_circle() {
        let found =
            circles(&graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("x", "y"), ("y", "x")]));
        assert_eq!(found, [vec!["a", "b", "a"], vec!["x", "y", "x"]]);
    }
}
