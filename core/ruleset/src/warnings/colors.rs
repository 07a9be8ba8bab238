//! Theme colours that can hardly be seen, by the contrast of WCAG 2.

use crate::{RuleSet, codes, sources::Sources};

/// What the launcher needs against the page behind it: WCAG 2.2, success criterion 1.4.11.
const NEEDED: f64 = 3.0;
const WHITE: [u8; 3] = [0xff; 3];

pub(super) fn check(sources: &mut Sources, set: &RuleSet) {
    for raw in &sources.channels {
        let (reader, raw) = (sources.readers.of(&raw.file), &raw.item);
        let Some((channel, span)) = set.channels.get(&raw.id).zip(raw.theme_color) else { continue };
        let Some(color) = channels(&channel.look.theme_color) else { continue };
        let ratio = contrast(color, WHITE);
        if ratio >= NEEDED {
            // A dark colour is well seen on most pages, and in the dark theme the widget lightens what is read.
            continue;
        }
        // Cut, not rounded: 2.96 is not enough and must not read as 3.
        let ratio = (ratio * 10.0).floor() / 10.0;
        let message = format!(
            "the launcher can hardly be seen on a white page: the contrast is {ratio:.1} to 1, and it takes {NEEDED} to 1"
        );
        let help = visible(color).map(|near| format!("take a darker colour such as \"{near}\""));
        reader.report(codes::LOW_CONTRAST, span, message, "too light", help);
    }
}

/// Red, green and blue of `#rrggbb`.
fn channels(color: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(color.strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

/// The nearest darker colour of the same hue that can be seen.
fn visible(color: [u8; 3]) -> Option<String> {
    (1..=100_u16).find_map(|percent| {
        let mixed = color.map(|channel| darker(channel, percent));
        let seen = contrast(mixed, WHITE) >= NEEDED;
        let [red, green, blue] = mixed;
        seen.then(|| format!("#{red:02x}{green:02x}{blue:02x}"))
    })
}

fn darker(from: u8, percent: u16) -> u8 {
    let mixed = u16::from(from) * (100 - percent) / 100;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of an sRGB colour, from 0 to 1.
fn luminance(color: [u8; 3]) -> f64 {
    let [red, green, blue] = color.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
