//! The only file that knows burn's device and element type.

use burn::tensor::{DType, Device, Tensor, TensorData};
use ndarray::Array2;

/// An automatic differentiation of its own: a backend of burn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Backend {
    /// burn-ndarray, on the `ndarray` crate.
    #[default]
    NdArray,
    /// burn-flex, burn's own kernels.
    #[cfg(feature = "flex")]
    Flex,
}

impl Backend {
    /// Every backend this build has.
    pub const ALL: &'static [Self] = &[
        Self::NdArray,
        #[cfg(feature = "flex")]
        Self::Flex,
    ];

    /// The name on the command line and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NdArray => "ndarray",
            #[cfg(feature = "flex")]
            Self::Flex => "flex",
        }
    }

    // The deprecation says that burn will drop this backend one day. It is the
    // one the project is asked to stand on; `flex` is ready for that day.
    #[allow(deprecated)]
    fn device(self) -> Device {
        match self {
            Self::NdArray => Device::ndarray(),
            #[cfg(feature = "flex")]
            Self::Flex => Device::flex(),
        }
    }
}

/// Where a loss is evaluated: makes constants for it, all in f64.
#[derive(Debug, Clone)]
pub struct Tape {
    device: Device,
}

impl Tape {
    /// A tape that records what is needed to differentiate.
    #[must_use]
    pub fn recording(backend: Backend) -> Self {
        Self { device: backend.device().autodiff() }
    }

    /// A tape that records nothing.
    #[must_use]
    pub fn plain(backend: Backend) -> Self {
        Self { device: backend.device() }
    }

    /// A tensor's numbers, row after row.
    #[must_use]
    pub fn numbers(&self, tensor: Tensor<2>) -> Vec<f64> {
        // As in [`to_matrix`]: a tensor in this process's memory can be read.
        tensor.try_into_vec_as::<f64>().unwrap_or_default()
    }

    /// Numbers as a table of rows of the given width, not differentiated.
    #[must_use]
    pub fn table(&self, width: usize, numbers: &[f64]) -> Tensor<2> {
        let rows = numbers.len() / width.max(1);
        let data = TensorData::new(numbers.to_vec(), [rows, width]);
        Tensor::from_data(data, (&self.device, DType::F64))
    }

    /// The matrix as a tensor of the same shape, not differentiated.
    #[must_use]
    pub fn constant(&self, matrix: &Array2<f64>) -> Tensor<2> {
        let values: Vec<f64> = matrix.iter().copied().collect();
        let data = TensorData::new(values, [matrix.nrows(), matrix.ncols()]);
        Tensor::from_data(data, (&self.device, DType::F64))
    }
}

/// The tensor's entries as a matrix of the shape it is known to have.
pub(super) fn to_matrix(tensor: Tensor<2>, shape: (usize, usize)) -> Array2<f64> {
    // Reading can fail only where a device can be lost, which a processor
    // cannot, and the shape is that of the leaf the gradient belongs to.
    let values = tensor.try_into_vec_as::<f64>().expect("a tensor in this process's memory");
    Array2::from_shape_vec(shape, values).expect("a gradient has its leaf's shape")
}

/// The single number of a loss.
pub(super) fn to_number(tensor: Tensor<1>) -> f64 {
    tensor.into_scalar::<f64>()
}
