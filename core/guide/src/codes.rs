//! The pages about kinds of problems, by their codes.

/// What one kind of problem is, with an example, and how it is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage {
    /// The code, such as `E0201`.
    pub name: &'static str,
    /// Its text in Markdown.
    pub markdown: &'static str,
}

impl CodePage {
    /// Its first heading: the code, and the problem in a few words.
    pub fn title(&self) -> &'static str {
        let heading = self.markdown.lines().next().unwrap_or_default();
        heading.strip_prefix("# ").unwrap_or(heading)
    }
}

macro_rules! pages {
    ($($name:ident)*) => {
        &[$(CodePage {
            name: stringify!($name),
            markdown: include_str!(concat!("../codes/", stringify!($name), ".md")),
        }),*]
    };
}

const PAGES: &[CodePage] = pages! {
    E0101 E0102 E0103 E0104 E0105 E0106 E0107 E0108 E0109 E0110
    E0111 E0112 E0113 E0199
    E0201 E0202 E0203 E0204 E0205 E0206 E0207 E0208 E0209 E0210
    E0211 E0212 E0213 E0214
    E0301 E0302 E0303
    E0401 E0402 E0403 E0404 E0405 E0406 E0407 E0408 E0409
    E0501 E0502 E0503 E0504 E0505 E0506 E0507 E0508 E0509 E0510
    E0511 E0512 E0513 E0514
    E0601 E0602 E0603 E0604 E0605 E0606 E0611 E0612 E0613
    E0701 E0702 E0703 E0704 E0705 E0706 E0711 E0712 E0721 E0722
    E0723 E0724 E0725 E0726 E0727 E0728 E0729 E0731 E0732 E0733
    E0741
    E0742 E0743 E0744 E0745 E0746 E0747 E0751 E0752 E0753 E0754 E0755
    E0761 E0762 E0763 E0764 E0781 E0782 E0783 E0784 E0785 E0786 E0795 E0796
    E0901 E0902 E0903 E0904 E0905 E0906 E0907 E0908 E0909 E0910
    E0911 E0912
    W0101 W0102 W0103 W0104 W0105 W0106 W0107 W0108 W0110 W0121
    W0122 W0131 W0132 W0133 W0134 W0135 W0136 W0137 W0138 W0141
    W0142 W0143 W0151 W0199
    W0201 W0202 W0203
};

/// All pages, in order of their codes.
pub const fn code_pages() -> &'static [CodePage] {
    PAGES
}

/// The text about a code in Markdown, or none where there is no such code.
pub fn code_page(name: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by_key(&name, |page| page.name).ok()?;
    Some(PAGES[at].markdown)
}
