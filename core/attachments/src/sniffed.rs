//! What bytes are, by looking at them.

use image::ImageFormat;

/// The media type of bytes that nothing is known of.
pub const UNKNOWN_MEDIA: &str = "application/octet-stream";
/// Bytes that are looked at. The farthest sign that is known of stands before this.
pub(crate) const SNIFFED_BYTES: usize = 8 * 1024;

/// What bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A picture that is made anew before anybody sees it.
    Picture(PictureFormat),
    /// Everything else, with what it seems to be: only ever handed out as a download, so that nobody's browser acts on it.
    Download(&'static str),
}

/// The pictures that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFormat {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl PictureFormat {
    pub(crate) const fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The ends of names that go with it, the usual one first.
    pub(crate) const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
        }
    }
}

/// Whether files of this media type are pictures that were made anew here, and so may be shown where they stand.
pub fn is_picture(media: &str) -> bool {
    [PictureFormat::Png, PictureFormat::Jpeg, PictureFormat::Gif, PictureFormat::Webp]
        .iter()
        .any(|format| format.media() == media)
}

/// Looks at a file's first bytes.
pub(crate) fn sniff(head: &[u8]) -> Sniffed {
    let picture = match image::guess_format(head) {
        Ok(ImageFormat::Png) => Some(PictureFormat::Png),
        Ok(ImageFormat::Jpeg) => Some(PictureFormat::Jpeg),
        Ok(ImageFormat::Gif) => Some(PictureFormat::Gif),
        Ok(ImageFormat::WebP) => Some(PictureFormat::Webp),
        _ => None,
    };
    if let Some(format) = picture {
        return Sniffed::Picture(format);
    }
    match infer::get(head).map(|kind| kind.mime_type()) {
        // The beginnings that it looks for are shorter: what only resembles a picture is none.
        Some(media) if !is_picture(media) => Sniffed::Download(media),
        Some(_) => Sniffed::Download(UNKNOWN_MEDIA),
        None => Sniffed::Download(if is_text(head) { "text/plain" } else { UNKNOWN_MEDIA }),
    }
}

/// Whether bytes read as text. The last character may be cut in two.
fn is_text(head: &[u8]) -> bool {
    let readable = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
        Err(_) => return false,
    };
    !readable.is_empty() && !readable.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
}
