export interface DemoFirm {
  id: string;
  name: string;
}

export interface DemoAccountant {
  id: string;
  firm: DemoFirm;
  name: string;
  email: string;
  phone: string;
}

export const MINH_PHAT: DemoFirm = {
  id: 'minh-phat',
  name: 'Công ty TNHH Dịch vụ Kế toán Minh Phát',
};

export const AN_TAM: DemoFirm = { id: 'an-tam', name: 'Đại lý thuế An Tâm' };

/** People of the demo portal; the first is signed in at the start. */
export const ACCOUNTANTS: readonly DemoAccountant[] = [
  {
    id: 'nguyen-thi-lan',
    firm: MINH_PHAT,
    name: 'Nguyễn Thị Lan',
    email: 'lan.nguyen@minhphat.example',
    phone: '0901 234 567',
  },
  {
    id: 'tran-quoc-bao',
    firm: MINH_PHAT,
    name: 'Trần Quốc Bảo',
    email: 'bao.tran@minhphat.example',
    phone: '0902 345 678',
  },
  {
    id: 'le-hoang-yen',
    firm: AN_TAM,
    name: 'Lê Hoàng Yến',
    email: 'yen.le@antam.example',
    phone: '0903 456 789',
  },
];
