//! A file comes in.
//!
//! Bytes go to the store as they come, a part at a time; pictures under another key, where they wait to be made anew. So
//! what a slow sender holds is a part, not a file.

use crate::{
    Attachments, StorageError,
    kept::{DECODERS, key, unfinished},
    name::{clean_name, picture_name},
    picture::{self, PictureError},
    sniffed::{PictureFormat, SNIFFED_BYTES, Sniffed, sniff},
};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use object_store::{MultipartUpload, ObjectStoreExt, path::Path};
use std::{fmt::Display, pin::pin};
use usher_model::FileId;

/// What is known of a file before its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Its id, which nothing else bears.
    pub id: FileId,
    /// The name it was given, hostile like every text.
    pub name: &'a str,
    /// Most bytes that it may have.
    pub most_bytes: u64,
    /// What it may be.
    pub accepts: Accepts,
}

/// What files may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// Whatever it is.
    Everything,
    /// Pictures and nothing else.
    Pictures,
    /// Anything but pictures.
    Downloads,
}

/// A file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its name, cleaned; that of a picture ends as the picture is.
    pub name: String,
    /// What it is, by its bytes.
    pub media: &'static str,
    /// How many bytes are kept. A picture that was made anew may have more than came.
    pub bytes: u64,
    /// Width and height of a picture, the right way up.
    pub pixels: Option<(u32, u32)>,
}

/// Why a file is not kept. Nothing of it is left, unless the store failed twice.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// Too many bytes.
    #[error("the file is too large; at most {limit} bytes are allowed")]
    TooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// It is something that may not be sent here.
    #[error("files of this type ({media}) cannot be sent here")]
    TypeNotAllowed {
        /// What it is.
        media: &'static str,
    },
    /// A picture with too many pixels, counting those of all its frames.
    #[error("the picture is too large; at most {limit} pixels are allowed")]
    PictureTooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// Its bytes begin like a picture, but it is none or it is broken.
    #[error("the picture cannot be read: {reason}")]
    PictureUnreadable {
        /// Why.
        reason: String,
    },
    /// The bytes ended before the file did.
    #[error("the file did not come whole: {reason}")]
    CutOff {
        /// Why.
        reason: String,
    },
    /// Too many files come in at once. Try again shortly.
    #[error("too many files come in at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PictureError> for ReceiveError {
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::TooLarge { limit } => Self::PictureTooLarge { limit },
            PictureError::Unreadable { reason } => Self::PictureUnreadable { reason },
        }
    }
}

impl Attachments {
    /// Receives a file. What the stream yields after the limit is not asked for.
    ///
    /// # Errors
    /// When it is not what is accepted, or cannot be kept.
    pub async fn receive<E: Display>(
        &self,
        arriving: Arriving<'_>,
        stream: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Arrived, ReceiveError> {
        let Ok(_place) = self.arriving.try_acquire() else { return Err(ReceiveError::Busy) };
        let received = self.keep(arriving, stream).await;
        if received.is_err()
            && let Err(error) = self.remove(arriving.id).await
        {
            tracing::warn!(%error, file = %arriving.id, "what came of a refused file could not be removed");
        }
        received
    }

    async fn keep<E: Display>(
        &self,
        arriving: Arriving<'_>,
        stream: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Arrived, ReceiveError> {
        let mut coming = Coming { stream: pin!(stream), taken: 0, limit: arriving.most_bytes };
        let mut head = BytesMut::new();
        while head.len() < SNIFFED_BYTES
            && let Some(piece) = coming.next().await?
        {
            head.extend_from_slice(&piece);
        }
        if head.is_empty() {
            return Err(ReceiveError::Empty);
        }
        let name = clean_name(arriving.name);
        match accepted(arriving.accepts, sniff(&head[..head.len().min(SNIFFED_BYTES)]))? {
            Sniffed::Download(media) => {
                let bytes = self.write(&key(arriving.id), head, &mut coming).await?;
                Ok(Arrived { name, media, bytes, pixels: None })
            }
            Sniffed::Picture(format) => {
                self.write(&unfinished(arriving.id), head, &mut coming).await?;
                let made = self.make_anew(arriving.id, format).await?;
                let bytes = made.bytes.len() as u64;
                self.store.put(&key(arriving.id), made.bytes.into()).await.map_err(StorageError::of)?;
                self.store.delete(&unfinished(arriving.id)).await.map_err(StorageError::of)?;
                let (name, media) = (picture_name(&name, made.format), made.format.media());
                Ok(Arrived { name, media, bytes, pixels: Some(made.pixels) })
            }
        }
    }

    /// Writes what has come and what still comes; answers how many bytes that were. They are gathered by copying, because
    /// a small piece may keep a large buffer of the connection alive.
    async fn write<S, E>(&self, to: &Path, mut part: BytesMut, coming: &mut Coming<S>) -> Result<u64, ReceiveError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: Display,
    {
        let mut upload: Option<Box<dyn MultipartUpload>> = None;
        loop {
            match coming.next().await {
                Ok(Some(piece)) => part.extend_from_slice(&piece),
                Ok(None) => break,
                Err(error) => {
                    if let Some(mut upload) = upload {
                        upload.abort().await.map_err(StorageError::of)?;
                    }
                    return Err(error);
                }
            }
            if part.len() >= self.part_bytes {
                let upload = match &mut upload {
                    Some(upload) => upload,
                    none => none.insert(self.store.put_multipart(to).await.map_err(StorageError::of)?),
                };
                upload.put_part(part.split().freeze().into()).await.map_err(StorageError::of)?;
            }
        }
        match upload {
            None => {
                self.store.put(to, part.freeze().into()).await.map_err(StorageError::of)?;
            }
            Some(mut upload) => {
                if !part.is_empty() {
                    upload.put_part(part.freeze().into()).await.map_err(StorageError::of)?;
                }
                upload.complete().await.map_err(StorageError::of)?;
            }
        }
        Ok(coming.taken)
    }

    /// Makes a picture anew, away from the async threads. Large ones take more of the few places, and those that wait for
    /// a place hold no bytes.
    async fn make_anew(&self, id: FileId, format: PictureFormat) -> Result<picture::Made, ReceiveError> {
        let mut weight = 1;
        loop {
            let Ok(_places) = self.decoders.acquire_many(weight).await else { return Err(ReceiveError::Busy) };
            let stored = self.store.get(&unfinished(id)).await.map_err(StorageError::of)?;
            let bytes = stored.bytes().await.map_err(StorageError::of)?;
            let work = move || {
                let needed = picture::weight(&bytes, format)?.min(DECODERS);
                if needed > weight { Ok(Err(needed)) } else { picture::make_anew(&bytes, format).map(Ok) }
            };
            match tokio::task::spawn_blocking(work).await {
                Ok(Ok(Ok(made))) => return Ok(made),
                Ok(Ok(Err(needed))) => weight = needed,
                Ok(Err(error)) => return Err(error.into()),
                Err(panicked) => {
                    tracing::error!(error = %panicked, ?format, "a picture broke its decoder");
                    return Err(ReceiveError::PictureUnreadable { reason: "it broke its decoder".to_owned() });
                }
            }
        }
    }
}

/// Bytes that still come, up to a limit.
struct Coming<S> {
    stream: S,
    taken: u64,
    limit: u64,
}

impl<S, E> Coming<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: Display,
{
    async fn next(&mut self) -> Result<Option<Bytes>, ReceiveError> {
        match self.stream.next().await {
            None => Ok(None),
            Some(Err(error)) => Err(ReceiveError::CutOff { reason: error.to_string() }),
            Some(Ok(piece)) => {
                self.taken += piece.len() as u64;
                if self.taken > self.limit {
                    Err(ReceiveError::TooLarge { limit: self.limit })
                } else {
                    Ok(Some(piece))
                }
            }
        }
    }
}

fn accepted(accepts: Accepts, sniffed: Sniffed) -> Result<Sniffed, ReceiveError> {
    match (accepts, sniffed) {
        (Accepts::Pictures, Sniffed::Download(media)) => Err(ReceiveError::TypeNotAllowed { media }),
        (Accepts::Downloads, Sniffed::Picture(format)) => Err(ReceiveError::TypeNotAllowed { media: format.media() }),
        (_, sniffed) => Ok(sniffed),
    }
}
