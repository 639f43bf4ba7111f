//! Fakes of ids and of other numbers, as JSON writes them.

use super::source::Fakes;

/// From this many digits on, a first digit of 9 could leave the range of a number.
const MANY_DIGITS: usize = 16;

impl Fakes {
    /// Another number with as many digits. 0 stays, and so does a sign and what follows the whole number.
    pub(crate) fn id(&mut self, number: &str) -> String {
        let (sign, number) = match number.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", number),
        };
        let end = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
        let (whole, rest) = number.split_at(end);
        let significant = whole.trim_start_matches('0');
        let zeros = whole.get(..whole.len() - significant.len()).unwrap_or_default();
        if significant.is_empty() {
            return format!("{sign}{whole}{rest}");
        }
        let fake = self.unique("id", significant, |stream, more| {
            let first = loop {
                let digit = stream.digit(1);
                if significant.len() < MANY_DIGITS || digit != '9' {
                    break digit;
                }
            };
            let others = significant.len() - 1 + more as usize;
            let fake: String = std::iter::once(first).chain((0..others).map(|_| stream.digit(0))).collect();
            (fake.clone(), fake)
        });
        format!("{sign}{zeros}{fake}{rest}")
    }

    /// Other digits in a number, whose form stays.
    pub(crate) fn amount(&mut self, number: &str) -> String {
        let mut stream = self.key.stream("amount", number.as_bytes(), 0);
        let (mantissa, exponent) = number.split_at(number.find(['e', 'E']).unwrap_or(number.len()));
        let mut first = true;
        let digits = mantissa.chars().map(|sign| match sign {
            '1'..='9' if std::mem::take(&mut first) => stream.digit(1),
            '1'..='9' => stream.digit(0),
            sign => sign,
        });
        digits.collect::<String>() + exponent
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn fakes() -> Fakes {
        Fakes::new(&url::Url::parse("https://api.join.com/v2").unwrap(), Vec::new()).unwrap()
    }

    #[test]
    fn ids_stay_ids_of_their_length() {
        let mut fakes = fakes();
        assert_eq!(fakes.id("0"), "0");
        for id in ["7", "50000001", "9223372036854775807", "-12", "42.0", "007"] {
            let fake = fakes.id(id);
            assert_eq!(fake.len(), id.len(), "{id} {fake}");
            assert_ne!(fake, id);
            assert_eq!(fake, fakes.id(id));
        }
        assert!(fakes.id("9223372036854775806").parse::<i64>().is_ok());
        let many: HashSet<String> = (1..2_000).map(|id: u32| fakes.id(&id.to_string())).collect();
        assert_eq!(many.len(), 1_999);
    }

    #[test]
    fn amounts_are_numbers_of_the_same_form() {
        let mut fakes = fakes();
        for number in ["18", "-2.50", "1e3", "0", "0.5"] {
            let fake = fakes.amount(number);
            assert_eq!(fake.len(), number.len());
            assert!(serde_json::from_str::<serde_json::Number>(&fake).is_ok(), "{number} {fake}");
        }
    }
}
