//! What an element of HTML means for reading a mail.

/// A value longer than that is cut: no program's mark is.
const VALUE: usize = 300;

/// How an element breaks lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Inline,
    /// It has no end.
    Void,
    Block,
    Paragraph,
    Cell,
    List,
    Item,
}

pub(super) fn shape(tag: &[u8]) -> Shape {
    match tag {
        b"br" | b"hr" | b"img" | b"input" | b"meta" | b"link" | b"area" | b"col" | b"wbr" | b"base" | b"embed"
        | b"source" | b"track" => Shape::Void,
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Shape::Paragraph,
        b"td" | b"th" => Shape::Cell,
        b"ul" | b"ol" => Shape::List,
        b"li" => Shape::Item,
        b"div" | b"blockquote" | b"pre" | b"table" | b"tr" | b"tbody" | b"thead" | b"tfoot" | b"section"
        | b"article" | b"header" | b"footer" | b"address" | b"center" | b"dl" | b"dt" | b"dd" | b"form"
        | b"fieldset" | b"figure" | b"main" | b"nav" | b"aside" | b"body" | b"html" | b"textarea" | b"title" => {
            Shape::Block
        }
        _ => Shape::Inline,
    }
}

/// What an element is to a reader of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// One level of quotation.
    Quote,
    /// The line above a quote.
    Attribution,
    Signature,
    /// A container of older mail.
    Quoted,
    Hidden,
    /// Blanks and line ends are kept.
    Kept,
    /// It only moves its words to the right.
    Indent,
    /// Older mail begins with it.
    Older,
}

impl Role {
    pub(super) const KINDS: usize = 8;

    pub(super) fn index(self) -> usize {
        match self {
            Self::Quote => 0,
            Self::Attribution => 1,
            Self::Signature => 2,
            Self::Quoted => 3,
            Self::Hidden => 4,
            Self::Kept => 5,
            Self::Indent => 6,
            Self::Older => 7,
        }
    }

    /// Whether its words stand on lines of their own.
    pub(super) fn breaks(self) -> bool {
        !matches!(self, Self::Hidden | Self::Kept | Self::Indent)
    }

    /// What an element means by its name and its attributes: the marks mail programs leave.
    pub(super) fn of(tag: &[u8], attributes: &Attributes) -> Option<Self> {
        match tag {
            b"style" | b"script" | b"title" | b"template" => return Some(Self::Hidden),
            b"blockquote" => return Some(if attributes.only_indents() { Self::Indent } else { Self::Quote }),
            b"pre" | b"textarea" => return Some(Self::Kept),
            _ => {}
        }
        attributes.role()
    }
}

/// The attributes of one element that may mean something, in lower case.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    class: String,
    id: String,
    style: String,
    kind: String,
    data: String,
    alt: String,
    number: String,
    current: Current,
}

#[derive(Debug, Default, Clone, Copy)]
enum Current {
    #[default]
    None,
    Class,
    Id,
    Style,
    Kind,
    Data,
    Alt,
    Number,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        let all = [&mut self.class, &mut self.id, &mut self.style, &mut self.kind];
        all.into_iter().chain([&mut self.data, &mut self.alt, &mut self.number]).for_each(String::clear);
        self.current = Current::None;
    }

    pub(super) fn name(&mut self, name: &[u8]) {
        self.current = match name {
            b"class" => Current::Class,
            b"id" => Current::Id,
            b"style" => Current::Style,
            b"type" => Current::Kind,
            b"data-smartmail" | b"data-marker" => Current::Data,
            b"alt" | b"data-emoji" => Current::Alt,
            b"start" | b"value" => Current::Number,
            _ => Current::None,
        };
    }

    pub(super) fn value(&mut self, value: &[u8]) {
        let place = match self.current {
            Current::None => return,
            Current::Class => &mut self.class,
            Current::Id => &mut self.id,
            Current::Style => &mut self.style,
            Current::Kind => &mut self.kind,
            Current::Data => &mut self.data,
            Current::Alt => &mut self.alt,
            Current::Number => &mut self.number,
        };
        if place.is_empty() {
            let value = String::from_utf8_lossy(value.get(..VALUE).unwrap_or(value));
            place.extend(value.chars().map(|sign| sign.to_ascii_lowercase()));
        }
    }

    /// An `ol`'s first number, or a `li`'s own.
    pub(super) fn number(&self) -> Option<u32> {
        self.number.trim().parse().ok()
    }

    /// A picture that stands for an emoji.
    pub(super) fn emoji(&self) -> Option<String> {
        let picture = self.alt.trim();
        let sign = |sign: char| !sign.is_ascii() && !sign.is_alphanumeric();
        (picture.len() <= 32 && !picture.is_empty() && picture.chars().all(sign)).then(|| picture.to_owned())
    }

    /// A paragraph without space around it, as Word writes them.
    pub(super) fn is_tight(&self) -> bool {
        self.class.contains("msonormal") || self.has_style("margin:0") || self.has_style("margin-bottom:0")
    }

    fn has_style(&self, wanted: &str) -> bool {
        !self.style.is_empty() && self.style.replace(' ', "").contains(wanted)
    }

    /// A block that the writer moved to the right, not a quote.
    fn only_indents(&self) -> bool {
        let named = self.kind == "cite" || !self.class.is_empty() || !self.data.is_empty();
        let bare = self.has_style("border:none") || self.has_style("border:0") || self.has_style("border-width:0");
        let moved = self.has_style("margin") && !self.style.contains("border");
        !named && (bare || moved)
    }

    fn role(&self) -> Option<Role> {
        if self.class.is_empty() && self.id.is_empty() && self.style.is_empty() && self.data.is_empty() {
            return None;
        }
        if self.has_style("display:none") || self.has_style("mso-hide:all") {
            return Some(Role::Hidden);
        }
        let class = |wanted: &[&str]| {
            let mut names = self.class.split_ascii_whitespace();
            names.any(|name| wanted.contains(&name.strip_prefix("x_").unwrap_or(name)))
        };
        let id = self.id.strip_prefix("x_").unwrap_or(&self.id);
        if class(&["gmail_attr", "moz-cite-prefix"]) {
            return Some(Role::Attribution);
        }
        if matches!(id, "divrplyfwdmsg" | "mail-editor-reference-message-container")
            || class(&["ms-outlook-mobile-reference-message"])
        {
            return Some(Role::Older);
        }
        if class(&["protonmail_quote", "zmail_extra", "tutanota_quote"])
            || self.class.contains("yahoo_quoted")
            || self.data == "__quoted_text__"
        {
            return Some(Role::Quoted);
        }
        let signs =
            class(&["gmail_signature", "moz-signature", "protonmail_signature_block", "gmail_signature_prefix"])
                || self.data == "gmail_signature"
                || matches!(id, "signature" | "applemailsignature" | "ms-outlook-mobile-signature");
        signs.then_some(Role::Signature)
    }
}
