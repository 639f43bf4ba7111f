//! Every order in which the tasks of a pacer, and of creates with one external id, can run and be cancelled.
//!
//! Tasks meet at await points only: what they share is behind locks that no await holds, or is tokio's. So each run polls one
//! woken task after the other, and the runs try all orders, all outcomes of requests, and a cancellation at each step.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use join_client::types::{ApplicationId, CandidateId, CreatedApplication, JobId};
use tokio::sync::Mutex;

use super::in_flight::{CreateKey, InFlight, Progress};
use crate::pacer::{Pacer, RateLimitInfo};

/// The decisions of a run. The next run repeats them up to the last one with another alternative.
#[derive(Default)]
struct Choices {
    taken: Vec<(usize, usize)>,
    next: usize,
}

impl Choices {
    fn pick(&mut self, alternatives: usize) -> usize {
        if self.next == self.taken.len() {
            self.taken.push((0, alternatives));
        }
        let (choice, known) = self.taken[self.next];
        assert_eq!(known, alternatives, "a run follows from its choices");
        self.next += 1;
        choice
    }

    /// Turns to the next run; false after the last one.
    fn turn(&mut self) -> bool {
        self.next = 0;
        while let Some((choice, alternatives)) = self.taken.pop() {
            if choice + 1 < alternatives {
                self.taken.push((choice + 1, alternatives));
                return true;
            }
        }
        false
    }
}

type Shared = Rc<RefCell<Choices>>;
type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs the tasks in every order, with up to so many cancellations. Returns the number of runs.
fn explore(cancellations: usize, tasks: impl Fn(&Shared) -> Vec<Task>) -> u32 {
    let choices = Shared::default();
    let mut runs = 0;
    loop {
        run(&choices, cancellations, tasks(&choices));
        runs += 1;
        if !choices.borrow_mut().turn() {
            println!("{runs} runs");
            return runs;
        }
    }
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn run(choices: &Shared, mut cancellations: usize, tasks: Vec<Task>) {
    let woken = || Arc::new(Woken(AtomicBool::new(true)));
    let mut live: Vec<(Task, Arc<Woken>)> = tasks.into_iter().map(|task| (task, woken())).collect();
    while !live.is_empty() {
        let is_ready = |place: &usize| live[*place].1.0.load(Ordering::Relaxed);
        let ready: Vec<usize> = (0..live.len()).filter(is_ready).collect();
        assert!(!ready.is_empty(), "nobody will ever move again");
        let cancelled = if cancellations > 0 { live.len() } else { 0 };
        let choice = choices.borrow_mut().pick(ready.len() + cancelled);
        let Some(&place) = ready.get(choice) else {
            cancellations -= 1;
            drop(live.remove(choice - ready.len()));
            continue;
        };
        let (task, woken) = &mut live[place];
        woken.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(woken));
        if task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            drop(live.remove(place));
        }
    }
}

/// A request under way: other tasks may run.
async fn under_way() {
    let is_back = Cell::new(false);
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if is_back.replace(true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// What the callers of a pacer see.
#[derive(Default)]
struct Line {
    /// Who waits, in the order of arrival.
    waiting: Vec<usize>,
    in_flight: usize,
    /// Requests in flight that the last refusal leaves open.
    open: Option<usize>,
}

/// A caller. Dropped, it is gone from the line or from the requests in flight.
struct Caller {
    line: Rc<RefCell<Line>>,
    number: usize,
    is_sending: bool,
}

impl Drop for Caller {
    fn drop(&mut self) {
        let mut line = self.line.borrow_mut();
        line.waiting.retain(|number| *number != self.number);
        line.in_flight -= usize::from(self.is_sending);
    }
}

async fn request(
    pacer: Arc<Pacer>,
    line: Rc<RefCell<Line>>,
    number: usize,
    info: RateLimitInfo,
    choices: Shared,
) {
    line.borrow_mut().waiting.push(number);
    let mut caller = Caller { line, number, is_sending: false };
    let permit = pacer.turn(None).await.expect("there is no deadline");
    {
        let mut line = caller.line.borrow_mut();
        assert_eq!(line.waiting.remove(0), number, "first come, first served");
        assert!(
            line.open.is_none_or(|open| line.in_flight < open),
            "after a refusal it reopens step by step"
        );
        line.in_flight += 1;
        caller.is_sending = true;
    }
    under_way().await;
    let outcome = choices.borrow_mut().pick(3);
    let mut line = caller.line.borrow_mut();
    match outcome {
        0 => {
            line.open = line.open.map(|open| open + 1);
            permit.settle(RateLimitInfo { answered: true, ..info });
        }
        1 => {
            line.open = Some(1);
            let retry_after = Some(Duration::from_secs(1));
            permit.settle(RateLimitInfo { answered: true, refused: true, retry_after, ..info });
        }
        _ => permit.settle(RateLimitInfo::default()),
    }
}

/// A pacer whose holds end at once, so that all waits are for other callers.
fn callers(info: RateLimitInfo, choices: &Shared) -> Vec<Task> {
    let (pacer, line) = (Pacer::new(Duration::ZERO, None), Rc::default());
    let task = |number| {
        Box::pin(request(Arc::clone(&pacer), Rc::clone(&line), number, info, Rc::clone(choices))) as Task
    };
    (0..3).map(task).collect()
}

#[test]
fn callers_of_a_pacer_are_served_in_order_and_none_is_forgotten() {
    let runs = explore(2, |choices| callers(RateLimitInfo::default(), choices));
    assert!(runs > 1_000, "{runs}");
}

#[test]
fn a_window_of_one_request_passes_on_whatever_becomes_of_its_response() {
    let info = RateLimitInfo {
        limit: Some(1),
        remaining: Some(0),
        reset: Some(Duration::from_secs(1)),
        ..RateLimitInfo::default()
    };
    let runs = explore(2, |choices| callers(info, choices));
    assert!(runs > 1_000, "{runs}");
}

/// What is true of the creates with one external id.
#[derive(Default)]
struct World {
    seats: Vec<Weak<Mutex<Progress>>>,
    /// The seat on which an application was created.
    landed: Option<Weak<Mutex<Progress>>>,
    is_sending: bool,
    /// A request was sent, and its outcome is not known.
    is_open: bool,
}

/// Dropped, the request is no longer under way; it may have arrived.
struct Sending(Rc<RefCell<World>>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.borrow_mut().is_sending = false;
    }
}

async fn create(in_flight: Rc<InFlight>, world: Rc<RefCell<World>>, choices: Shared) {
    let key: CreateKey = (JobId(7), "inq_1".to_owned());
    let seat = in_flight.of(key.clone());
    let mut alive = world.borrow().seats.clone().into_iter().filter_map(|seat| seat.upgrade());
    assert!(alive.all(|other| Arc::ptr_eq(&other, &seat)), "one external id has one lock");
    world.borrow_mut().seats.push(Arc::downgrade(&seat));
    let mut turn = seat.lock().await;
    let has_landed =
        world.borrow().landed.as_ref().is_some_and(|landed| landed.as_ptr() == Arc::as_ptr(&seat));
    assert_eq!(*turn != Progress::Waiting, has_landed, "who waited knows of the application");
    if has_landed {
        return;
    }
    assert_eq!(in_flight.sent(&key).is_some(), world.borrow().is_open, "an open request is known");
    assert!(!world.borrow().is_sending, "one request at a time");
    in_flight.note(&key, Duration::from_secs(60));
    {
        let mut world = world.borrow_mut();
        (world.is_sending, world.is_open) = (true, true);
    }
    let sending = Sending(Rc::clone(&world));
    under_way().await;
    drop(sending);
    if choices.borrow_mut().pick(2) == 0 {
        *turn = Progress::Landed(CreatedApplication::new(CandidateId(5), Some(ApplicationId(9))));
        in_flight.forget(&key);
        let mut world = world.borrow_mut();
        (world.landed, world.is_open) = (Some(Arc::downgrade(&seat)), false);
    }
}

#[test]
fn creates_with_one_external_id_send_one_at_a_time_and_know_of_each_other() {
    let runs = explore(2, |choices| {
        let (in_flight, world) = (Rc::<InFlight>::default(), Rc::default());
        let task = |_| Box::pin(create(Rc::clone(&in_flight), Rc::clone(&world), Rc::clone(choices))) as Task;
        (0..3).map(task).collect()
    });
    assert!(runs > 1_000, "{runs}");
}
