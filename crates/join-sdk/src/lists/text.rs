//! Lists whose rows keep JOIN's own text.

use jiff::Timestamp;
use join_client::{Operation, Raw, Rows};

use crate::call::Call;
use crate::call::handle::Handle;
use crate::lists::List;
use crate::lists::page::{Filter, Sealed};

/// The filter of a list whose rows keep JOIN's own text: see [`List::with_text`].
#[derive(Debug, Clone)]
pub struct WithText<F>(pub(crate) F);

impl<F: Filter> List<F> {
    /// Keeps JOIN's own text of each row, which has the fields that the schema does not know. Set the list's other filters
    /// first.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut rows = join.applications().list().with_text().rows();
    /// while let Some(row) = rows.next().await {
    ///     println!("{}", row?.text);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn with_text(self) -> List<WithText<F>> {
        let Self { handle, filter, page_size, from_page, prefetch, trust_short_pages, row_filter } = self;
        let mut list = List::new(&handle, WithText(filter));
        list.page_size = page_size;
        list.from_page = from_page;
        list.prefetch = prefetch;
        list.trust_short_pages = trust_short_pages;
        for keep in row_filter.0 {
            list = list.filter(move |row: &Raw<F::Row>| keep(&row.value));
        }
        list
    }
}

impl<F: Filter> Sealed for WithText<F> {}

impl<F: Filter> Filter for WithText<F> {
    type Row = Raw<F::Row>;
    const OPERATION: &'static Operation = F::OPERATION;

    fn id(row: &Self::Row) -> i64 {
        F::id(&row.value)
    }

    fn changed(row: &Self::Row) -> Option<Timestamp> {
        F::changed(&row.value)
    }

    fn since(&self, time: Timestamp) -> Option<Self> {
        self.0.since(time).map(WithText)
    }

    fn fetch<'a>(&'a self, handle: &Handle, page: i64, size: i64) -> Call<'a, Rows<Self::Row>> {
        self.0.fetch(handle, page, size).with_texts()
    }
}
