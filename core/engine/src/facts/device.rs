//! What a browser says of itself, as far as rules need it: kind of device, system, browser.

/// Longest `User-Agent` that is looked at, in bytes; real ones are under 300.
const MAX_BYTES: usize = 512;

/// A `User-Agent` header. Absent or odd ones give few facts, never an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserAgent(String);

impl UserAgent {
    /// Keeps the beginning of a header's value.
    pub fn new(header: &str) -> Self {
        Self(header[..header.floor_char_boundary(MAX_BYTES)].to_owned())
    }

    /// `desktop`, `mobile` or `tablet`.
    pub fn kind(&self) -> &'static str {
        let has = |mark: &str| self.0.contains(mark);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            "tablet"
        } else if has("Mobi") || has("iPhone") {
            "mobile"
        } else {
            "desktop"
        }
    }

    /// The system's name, where it is one of the usual ones. The order matters: Android also says Linux, iPhones also
    /// say Mac OS X.
    pub fn os(&self) -> Option<&'static str> {
        self.first_of(&[
            ("iPhone", "iOS"),
            ("iPad", "iOS"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("CrOS", "ChromeOS"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ])
    }

    /// The browser's name, where it is one of the usual ones. The order matters: nearly all say Chrome and Safari too.
    pub fn browser(&self) -> Option<&'static str> {
        self.first_of(&[
            ("MicroMessenger/", "WeChat"),
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"),
            ("FxiOS/", "Firefox"),
            ("CriOS/", "Chrome"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ])
    }

    fn first_of(&self, marks: &[(&str, &'static str)]) -> Option<&'static str> {
        marks.iter().find(|(mark, _)| self.0.contains(mark)).map(|(_, name)| *name)
    }
}
